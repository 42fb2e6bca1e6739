package io.countersign.protocol.engine;

/** Scratch numbers of one libcrypto computation. Thread: one. */
final class BignumContext implements AutoCloseable {
  private final long address;

  private BignumContext(long address) {
    this.address = Libcrypto.checked(address, "BN_CTX_new");
  }

  static BignumContext ordinary() {
    return new BignumContext(LibcryptoNumbers.BN_CTX_new());
  }

  /** Scratch in secure memory, cleared when closed: where intermediate values are secret. */
  static BignumContext secure() {
    return new BignumContext(LibcryptoNumbers.BN_CTX_secure_new());
  }

  long address() {
    return address;
  }

  @Override
  public void close() {
    LibcryptoNumbers.BN_CTX_free(address);
  }
}
