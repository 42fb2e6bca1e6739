package io.countersign.protocol.engine;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/** Makes the RSA keys of agents' cards (DESIGN.md "Decided now" 3). */
public final class RsaKeys {
  private RsaKeys() {}

  /**
   * A fresh RSA key pair, e = 65537, as keys of the JDK's own provider; found by Conscrypt where it
   * is there, which is several times faster.
   *
   * @param bits 2048, 3072 or 4096
   * @throws IllegalArgumentException for another size
   */
  public static KeyPair generate(int bits) {
    if (bits != 2048 && bits != 3072 && bits != 4096) {
      throw new IllegalArgumentException("RSA keys have 2048, 3072 or 4096 bits, got " + bits);
    }
    try {
      Optional<Provider> fast = FastProvider.forVerification();
      KeyPairGenerator generator =
          fast.isPresent()
              ? KeyPairGenerator.getInstance("RSA", fast.get())
              : KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
      return ofThisJava(generator.generateKeyPair());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java makes no RSA keys", missing);
    }
  }

  private static KeyPair ofThisJava(KeyPair made) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("RSA");
    byte[] pkcs8 = made.getPrivate().getEncoded();
    try {
      return new KeyPair(
          keys.generatePublic(new X509EncodedKeySpec(made.getPublic().getEncoded())),
          keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }
}
