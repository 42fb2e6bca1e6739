package io.countersign.protocol.engine;

import java.security.KeyPair;

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
    throw new UnsupportedOperationException("not built");
  }
}
