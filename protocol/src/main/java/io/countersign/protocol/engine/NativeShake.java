package io.countersign.protocol.engine;

/** SHAKE256 over octets on and off the heap; its state is cleared when closed. Thread: one. */
final class NativeShake implements AutoCloseable {
  private final long context;

  NativeShake() {
    context = Libcrypto.checked(LibcryptoCiphers.EVP_MD_CTX_new(), "EVP_MD_CTX_new");
    Libcrypto.check(
        LibcryptoCiphers.EVP_DigestInit_ex(context, LibcryptoCiphers.EVP_shake256(), 0),
        "EVP_DigestInit_ex");
  }

  void update(SecureBuffer octets) {
    Libcrypto.check(
        LibcryptoCiphers.EVP_DigestUpdate(context, octets.address(), octets.length()),
        "EVP_DigestUpdate");
  }

  void update(byte[] octets) {
    Libcrypto.check(
        LibcryptoCiphers.EVP_DigestUpdate(context, octets, octets.length), "EVP_DigestUpdate");
  }

  void squeeze(SecureBuffer to) {
    Libcrypto.check(
        LibcryptoCiphers.EVP_DigestFinalXOF(context, to.address(), to.length()),
        "EVP_DigestFinalXOF");
  }

  @Override
  public void close() {
    LibcryptoCiphers.EVP_MD_CTX_free(context);
  }
}
