package io.countersign.protocol.engine;

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
    try (SecureBuffer agreed = new SecureBuffer(2 * P256.SCALAR_OCTETS)) {
      first.agree(firstPoint, agreed, 0);
      second.agree(secondPoint, agreed, P256.SCALAR_OCTETS);
      NativeHkdf.derive(agreed, salt, info, key);
      return new OpensslSessionKey(key);
    } catch (IllegalStateException failed) {
      key.close();
      throw failed;
    }
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
