package io.countersign.protocol.engine;

/** Signs with BouncyCastle; the private scalar is on the heap. */
final class HeapIdentitySigner implements IdentitySigner {
  @Override
  public IdentityPublicKey publicKey() {
    throw new UnsupportedOperationException("not built");
  }

  @Override
  public byte[] sign(byte[] message) {
    throw new UnsupportedOperationException("not built");
  }

  @Override
  public void close() {}
}
