package io.countersign.protocol.engine;

/** Makes identity keys (DESIGN.md "Decided now" 3). */
public final class P256Keys {
  private P256Keys() {}

  /** A fresh P-256 key pair. */
  public static P256KeyPair generate() {
    throw new UnsupportedOperationException("not built");
  }
}
