package io.countersign.protocol.engine;

import java.util.Arrays;
import java.util.Optional;

/** A channel's key in libcrypto's secure memory, from the agreement to its erasure. */
final class OpensslSessionKey extends SessionKey {
  private final SecureBuffer key;

  private OpensslSessionKey(SecureBuffer key) {
    this.key = key;
  }

  static OpensslSessionKey derive(
      OpensslAgreementKey first,
      byte[] firstPoint,
      OpensslAgreementKey second,
      byte[] secondPoint,
      byte[] salt,
      byte[] info) {
    SecureBuffer key = new SecureBuffer(KEY_OCTETS);
    try (SecureBuffer agreed = new SecureBuffer(2 * P256.SCALAR_OCTETS);
        SecureBuffer extractor = SecureBuffer.of(salt);
        SecureBuffer extracted = new SecureBuffer(KEY_OCTETS);
        SecureBuffer block = SecureBuffer.of(firstBlock(info))) {
      first.agree(firstPoint, agreed, 0);
      second.agree(secondPoint, agreed, P256.SCALAR_OCTETS);
      hmac(extractor, agreed, extracted);
      hmac(extracted, block, key);
      return new OpensslSessionKey(key);
    } catch (IllegalStateException failed) {
      key.close();
      throw failed;
    }
  }

  /** What RFC 5869 2.3 hashes for T(1), the only block that 32 octets need. */
  static byte[] firstBlock(byte[] info) {
    byte[] block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    return block;
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

  @Override
  byte[] encrypt(byte[] nonce, byte[] associatedData, byte[] plain) {
    try (NativeGcm gcm = new NativeGcm(key.address(), nonce)) {
      return gcm.sealOctets(associatedData, plain);
    }
  }

  @Override
  Optional<byte[]> decrypt(byte[] nonce, byte[] associatedData, byte[] sealed) {
    try (NativeGcm gcm = new NativeGcm(key.address(), nonce)) {
      return gcm.openOctets(associatedData, sealed);
    }
  }

  @Override
  void erase() {
    key.close();
  }
}
