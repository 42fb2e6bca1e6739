package io.countersign.protocol.engine;

/** libcrypto's Diffie-Hellman on elliptic curves, named as there; see {@link LibcryptoNumbers}. */
@SuppressWarnings("MemberName")
final class LibcryptoAgreement {
  /** Whether this libcrypto has all of them. */
  private static final boolean BOUND = Libcrypto.bind(LibcryptoAgreement.class);

  /** Whether it also has what session keys need besides: curves, HMAC, AES-GCM. */
  static final boolean USABLE = BOUND && LibcryptoCurves.BOUND && LibcryptoCiphers.BOUND;

  private LibcryptoAgreement() {}

  static native int EC_POINT_oct2point(
      long group, long point, byte[] octets, long length, long context);

  static native int ECDH_compute_key(long to, long length, long point, long key, long kdf);
}
