package io.countersign.protocol.engine;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Makes identity keys (DESIGN.md "Decided now" 3). */
public final class P256Keys {
  private P256Keys() {}

  /**
   * A fresh P-256 key pair, made by the JDK, which keeps a copy of the private key on the heap
   * until it is collected: to be called where keys are dealt, not in a device that signs.
   */
  public static P256KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new P256KeyPair(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java makes no P-256 keys", missing);
    }
  }
}
