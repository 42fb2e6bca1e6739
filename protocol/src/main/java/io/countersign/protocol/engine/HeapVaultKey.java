package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretInteger;

/** A vault's key in an array that is wiped. */
final class HeapVaultKey implements VaultKey {
  @Override
  public byte[] seal(ShareLabel label, byte[] share) {
    throw new UnsupportedOperationException("not built");
  }

  @Override
  public SecretInteger open(byte[] file) {
    throw new UnsupportedOperationException("not built");
  }

  @Override
  public void close() {}
}
