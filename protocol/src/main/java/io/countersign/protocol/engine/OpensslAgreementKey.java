package io.countersign.protocol.engine;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Agrees with libcrypto; the private scalar is in its secure memory. Timing: libcrypto's
 * constant-time multiplication.
 */
final class OpensslAgreementKey extends AgreementKey {
  private final long key;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private OpensslAgreementKey(Bignum scalar) {
    super(IdentityPublicKey.fromPoint(NativeP256.INSTANCE.publicPoint(scalar)));
    key =
        Libcrypto.checked(
            LibcryptoCurves.EC_KEY_new_by_curve_name(LibcryptoCurves.NID_P256),
            "EC_KEY_new_by_curve_name");
    // libcrypto keeps its copy where the scalar was: in secure memory.
    int set = LibcryptoCurves.EC_KEY_set_private_key(key, scalar.address());
    if (set != 1) {
      LibcryptoCurves.EC_KEY_free(key);
    }
    Libcrypto.check(set, "EC_KEY_set_private_key");
  }

  /**
   * @param octets the private scalar, copied; the caller wipes his
   * @throws IllegalArgumentException if it is not in 1..q-1
   */
  static OpensslAgreementKey of(byte[] octets) {
    try (SecureBuffer scalar = SecureBuffer.of(octets);
        Bignum number = Bignum.of(scalar)) {
      if (!NativeP256.INSTANCE.isScalar(number)) {
        throw new IllegalArgumentException("private scalar must be in 1..q-1");
      }
      return new OpensslAgreementKey(number);
    }
  }

  /** By rejection, so that every scalar is as likely; one candidate in 2^32 is not below q. */
  static OpensslAgreementKey generate() {
    try (SecureBuffer scalar = new SecureBuffer(P256.SCALAR_OCTETS)) {
      while (true) {
        Libcrypto.check(
            LibcryptoNumbers.RAND_priv_bytes(scalar.address(), scalar.length()), "RAND_priv_bytes");
        try (Bignum number = Bignum.of(scalar)) {
          if (NativeP256.INSTANCE.isScalar(number)) {
            return new OpensslAgreementKey(number);
          }
        }
      }
    }
  }

  /**
   * Writes the first coordinate of {@code scalar * point}, 32 octets.
   *
   * @param point uncompressed, on the curve
   */
  void agree(byte[] point, SecureBuffer to, int offset) {
    to.at(offset + P256.SCALAR_OCTETS);
    use.readLock().lock();
    try {
      if (closed) {
        throw closed();
      }
      NativeP256.INSTANCE.agree(key, point, to.at(offset));
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public DerivedKey secretWith(byte[] peer, byte[] salt, byte[] info) {
    byte[] point = point(peer);
    try (SecureBuffer agreed = new SecureBuffer(P256.SCALAR_OCTETS)) {
      agree(point, agreed, 0);
      return OpensslDerivedKey.filled(derived -> NativeHkdf.derive(agreed, salt, info, derived));
    }
  }

  @Override
  DerivedKey secretWith(byte[] peer, AgreementKey also, byte[] alsoPeer, byte[] salt, byte[] info) {
    if (!(also instanceof OpensslAgreementKey second)) {
      throw mixed();
    }
    byte[] point = point(peer);
    byte[] alsoPoint = point(alsoPeer);
    try (SecureBuffer agreed = new SecureBuffer(2 * P256.SCALAR_OCTETS)) {
      agree(point, agreed, 0);
      second.agree(alsoPoint, agreed, P256.SCALAR_OCTETS);
      return OpensslDerivedKey.filled(derived -> NativeHkdf.derive(agreed, salt, info, derived));
    }
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        LibcryptoCurves.EC_KEY_free(key);
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
