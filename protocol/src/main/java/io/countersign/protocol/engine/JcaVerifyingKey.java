package io.countersign.protocol.engine;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** Verifies with Conscrypt where it is there, else with the JDK's own provider. */
final class JcaVerifyingKey implements VerifyingKey {
  private static final String ALGORITHM = "SHA256withECDSA";

  private final Optional<Provider> provider;
  private final PublicKey key;

  JcaVerifyingKey(byte[] spki, Optional<Provider> provider) {
    this.provider = provider;
    try {
      KeyFactory factory =
          provider.isPresent()
              ? KeyFactory.getInstance("EC", provider.get())
              : KeyFactory.getInstance("EC");
      key = factory.generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException refused) {
      throw new IllegalArgumentException("identity key refused by the provider", refused);
    }
  }

  @Override
  public boolean verify(byte[] message, byte[] signature) {
    BigInteger r = new BigInteger(1, signature, 0, P256.SCALAR_OCTETS);
    BigInteger s = new BigInteger(1, signature, P256.SCALAR_OCTETS, P256.SCALAR_OCTETS);
    if (!P256.isScalar(r) || !P256.isScalar(s)) {
      return false;
    }
    try {
      Signature verifier =
          provider.isPresent()
              ? Signature.getInstance(ALGORITHM, provider.get())
              : Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(StandardDSAEncoding.INSTANCE.encode(P256.Q, r, s));
    } catch (SignatureException wrong) {
      return false;
    } catch (GeneralSecurityException | IOException missing) {
      throw new IllegalStateException("this Java does not verify " + ALGORITHM, missing);
    }
  }
}
