package io.countersign.protocol.engine;

import java.util.Arrays;

/** HKDF-SHA256 (RFC 5869) whose secrets stay in libcrypto's secure memory. */
final class NativeHkdf {
  private NativeHkdf() {}

  /**
   * Derives a key.
   *
   * @param to 32 octets
   */
  static void derive(SecureBuffer secret, byte[] salt, byte[] info, SecureBuffer to) {
    // RFC 5869 2.3: T(1), the only block that 32 octets need, hashes info and its number.
    byte[] first = Arrays.copyOf(info, info.length + 1);
    first[info.length] = 1;
    try (SecureBuffer extractor = SecureBuffer.of(salt);
        SecureBuffer extracted = new SecureBuffer(Hkdf.OCTETS)) {
      hmac(extractor, secret, extracted);
      hmac(extracted, first, to);
    }
  }

  /** HMAC-SHA256 under a key, of public octets, to 32 octets. */
  static void hmac(SecureBuffer with, byte[] of, SecureBuffer to) {
    Libcrypto.checked(
        LibcryptoCurves.HMAC(
            LibcryptoCurves.EVP_sha256(),
            with.address(),
            with.length(),
            of,
            of.length,
            to.address(),
            new int[1]),
        "HMAC");
  }

  private static void hmac(SecureBuffer with, SecureBuffer of, SecureBuffer to) {
    Libcrypto.checked(
        LibcryptoCurves.HMAC(
            LibcryptoCurves.EVP_sha256(),
            with.address(),
            with.length(),
            of.address(),
            of.length(),
            to.address(),
            new int[1]),
        "HMAC");
  }
}
