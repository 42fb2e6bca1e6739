package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/** The platform's own verifier: other people's eyes. */
final class Jdk {
  private Jdk() {}

  static boolean verifies(
      TestVectors vectors, SignatureAlgorithm algorithm, byte[] document, Octets signature) {
    BigInteger e = BigInteger.valueOf(vectors.record().publicExponent());
    return verifies(vectors.record().modulus(), e, algorithm, document, signature);
  }

  static boolean verifies(
      BigInteger modulus,
      BigInteger e,
      SignatureAlgorithm algorithm,
      byte[] document,
      Octets signature) {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, e));
      java.security.Signature verifier =
          java.security.Signature.getInstance(
              algorithm.isPss()
                  ? "RSASSA-PSS"
                  : algorithm.hashAlgorithm().replace("-", "") + "withRSA");
      if (algorithm.isPss()) {
        String hash = algorithm.hashAlgorithm();
        verifier.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), algorithm.saltLength(), 1));
      }
      verifier.initVerify(key);
      verifier.update(document);
      return verifier.verify(signature.toByteArray());
    } catch (GeneralSecurityException e1) {
      throw new IllegalStateException(e1);
    }
  }
}
