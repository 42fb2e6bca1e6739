package io.countersign.protocol.engine;

import java.util.Optional;

/** In libcrypto's secure memory. */
final class OpensslDerivedKey extends DerivedKey {
  private final SecureBuffer key;

  /** Takes the octets over. */
  OpensslDerivedKey(SecureBuffer key) {
    this.key = key;
  }

  @Override
  public DerivedKey derive(byte[] salt, byte[] info) {
    SecureBuffer derived = new SecureBuffer(OCTETS);
    try {
      NativeHkdf.derive(key, salt, info, derived);
      return new OpensslDerivedKey(derived);
    } catch (IllegalStateException failed) {
      derived.close();
      throw failed;
    }
  }

  @Override
  public DerivedKey next(byte[] label) {
    return new OpensslDerivedKey(mac(label));
  }

  @Override
  public byte[] hmac(byte[] octets) {
    try (SecureBuffer mac = mac(octets)) {
      return mac.publicOctets(0, OCTETS);
    }
  }

  private SecureBuffer mac(byte[] octets) {
    if (octets.length == 0) {
      throw new IllegalArgumentException("an HMAC is of at least 1 octet, got none");
    }
    SecureBuffer mac = new SecureBuffer(OCTETS);
    try (SecureBuffer of = SecureBuffer.of(octets)) {
      NativeHkdf.hmac(key, of, mac);
      return mac;
    } catch (IllegalStateException failed) {
      mac.close();
      throw failed;
    }
  }

  @Override
  public byte[] seal(byte[] nonce, byte[] associatedData, byte[] plain) {
    try (NativeGcm gcm = new NativeGcm(key.address(), nonce)) {
      return gcm.sealOctets(associatedData, plain);
    }
  }

  @Override
  Optional<byte[]> opened(byte[] nonce, byte[] associatedData, byte[] sealed) {
    try (NativeGcm gcm = new NativeGcm(key.address(), nonce)) {
      return gcm.openOctets(associatedData, sealed);
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
