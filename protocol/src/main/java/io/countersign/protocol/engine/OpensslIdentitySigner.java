package io.countersign.protocol.engine;

import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Signs with libcrypto; the private scalar is in its secure memory. The nonce is computed here by
 * RFC 6979 and given to ECDSA_do_sign_ex as r and inverse, because libcrypto 3.0 has no
 * deterministic ECDSA of its own. Timing: independent of scalar and nonce.
 */
final class OpensslIdentitySigner implements IdentitySigner {
  private final SecureBuffer scalar;
  private final long key;
  private final IdentityPublicKey publicKey;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * @param octets the private scalar, copied; the caller wipes his
   * @throws IllegalArgumentException if it is not in 1..q-1
   */
  OpensslIdentitySigner(byte[] octets) {
    scalar = SecureBuffer.of(octets);
    try (Bignum d = Bignum.of(scalar)) {
      if (!NativeP256.INSTANCE.isScalar(d)) {
        scalar.close();
        throw new IllegalArgumentException("private scalar must be in 1..q-1");
      }
      publicKey = IdentityPublicKey.fromPoint(NativeP256.INSTANCE.publicPoint(d));
      key =
          Libcrypto.checked(
              LibcryptoCurves.EC_KEY_new_by_curve_name(LibcryptoCurves.NID_P256),
              "EC_KEY_new_by_curve_name");
      Libcrypto.check(
          LibcryptoCurves.EC_KEY_set_private_key(key, d.address()), "EC_KEY_set_private_key");
    }
  }

  @Override
  public IdentityPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    byte[] hash = Sha256.of(message);
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("identity signer was closed");
      }
      try (NonceGenerator6979 nonces = new NonceGenerator6979(scalar, hash);
          BignumContext context = BignumContext.secure()) {
        while (true) {
          try (Bignum nonce = nonces.next()) {
            if (NativeP256.INSTANCE.isScalar(nonce)) {
              return sign(hash, nonce, context);
            }
          }
          // One candidate in 2^32 is not below q.
          nonces.reject();
        }
      }
    } finally {
      use.readLock().unlock();
    }
  }

  /** r = 0 and s = 0 have probability 2^-256 each; libcrypto then fails, and so does this. */
  private byte[] sign(byte[] hash, Bignum nonce, BignumContext context) {
    try (Bignum r = Bignum.ordinary();
        Bignum inverse = Bignum.secure()) {
      NativeP256.INSTANCE.firstCoordinate(nonce, r, context);
      NativeP256.INSTANCE.invert(nonce, inverse, context);
      long signed =
          Libcrypto.checked(
              LibcryptoCurves.ECDSA_do_sign_ex(
                  hash, hash.length, inverse.address(), r.address(), key),
              "ECDSA_do_sign_ex");
      try {
        return octets(signed);
      } finally {
        LibcryptoCurves.ECDSA_SIG_free(signed);
      }
    }
  }

  private static byte[] octets(long signed) {
    byte[] signature = half(LibcryptoCurves.ECDSA_SIG_get0_r(signed), P256.SIGNATURE_OCTETS);
    byte[] s = half(LibcryptoCurves.ECDSA_SIG_get0_s(signed), P256.SCALAR_OCTETS);
    System.arraycopy(s, 0, signature, P256.SCALAR_OCTETS, P256.SCALAR_OCTETS);
    return signature;
  }

  private static byte[] half(long number, int arrayLength) {
    byte[] octets = new byte[P256.SCALAR_OCTETS];
    Libcrypto.check(LibcryptoNumbers.BN_bn2binpad(number, octets, octets.length), "BN_bn2binpad");
    return Arrays.copyOf(octets, arrayLength);
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        scalar.close();
        LibcryptoCurves.EC_KEY_free(key);
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "IdentitySigner[" + publicKey.serial() + ", redacted]";
  }
}
