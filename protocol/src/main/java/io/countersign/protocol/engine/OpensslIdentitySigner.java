package io.countersign.protocol.engine;

/** Signs with libcrypto; the private scalar is in native memory. */
final class OpensslIdentitySigner implements IdentitySigner {
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
