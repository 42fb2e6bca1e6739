package io.countersign.protocol.engine;

import java.util.Optional;
import java.util.function.Consumer;

/** In libcrypto's secure memory. */
final class OpensslDerivedKey extends DerivedKey {
  private final SecureBuffer key;

  /** Takes the octets over. */
  OpensslDerivedKey(SecureBuffer key) {
    this.key = key;
  }

  @Override
  public synchronized DerivedKey derive(byte[] salt, byte[] info) {
    return filled(derived -> NativeHkdf.derive(key, salt, info, derived));
  }

  @Override
  public synchronized DerivedKey next(byte[] label) {
    return filled(mac -> NativeHkdf.hmac(key, label, mac));
  }

  @Override
  public synchronized DerivedKey copy() {
    return filled(same -> same.copy(key, 0));
  }

  /** A key in secure memory of its own, which is free again if computing it fails. */
  static OpensslDerivedKey filled(Consumer<SecureBuffer> computation) {
    SecureBuffer made = new SecureBuffer(OCTETS);
    try {
      computation.accept(made);
      return new OpensslDerivedKey(made);
    } catch (IllegalStateException failed) {
      made.close();
      throw failed;
    }
  }

  @Override
  public synchronized byte[] hmac(byte[] octets) {
    try (SecureBuffer mac = new SecureBuffer(OCTETS)) {
      NativeHkdf.hmac(key, octets, mac);
      return mac.publicOctets(0, OCTETS);
    }
  }

  @Override
  public synchronized byte[] seal(byte[] nonce, byte[] associatedData, byte[] plain) {
    try (NativeGcm gcm = new NativeGcm(key.address(), checked(nonce))) {
      return gcm.sealOctets(associatedData, plain);
    }
  }

  @Override
  synchronized Optional<byte[]> opened(byte[] nonce, byte[] associatedData, byte[] sealed) {
    try (NativeGcm gcm = new NativeGcm(key.address(), nonce)) {
      return gcm.openOctets(associatedData, sealed);
    }
  }

  @Override
  public synchronized void close() {
    key.close();
  }
}
