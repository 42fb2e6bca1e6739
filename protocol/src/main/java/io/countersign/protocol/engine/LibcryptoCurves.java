package io.countersign.protocol.engine;

/** libcrypto's elliptic curves and ECDSA, named as there; see {@link LibcryptoNumbers}. */
@SuppressWarnings("MemberName")
final class LibcryptoCurves {
  static final int NID_P256 = 415;
  static final int POINT_UNCOMPRESSED = 4;

  /** Whether this libcrypto has all of them. */
  static final boolean BOUND = Libcrypto.bind(LibcryptoCurves.class);

  private LibcryptoCurves() {}

  static native long EVP_sha256();

  static native long HMAC(
      long digest, long key, int keyLength, long octets, long length, long to, int[] written);

  static native long HMAC(
      long digest, long key, int keyLength, byte[] octets, long length, long to, int[] written);

  static native int BN_nnmod(long remainder, long number, long modulus, long context);

  static native int BN_cmp(long a, long b);

  static native long EC_KEY_new_by_curve_name(int nid);

  static native void EC_KEY_free(long key);

  static native int EC_KEY_set_private_key(long key, long scalar);

  static native int EC_KEY_set_public_key(long key, long point);

  static native int EC_KEY_oct2key(long key, byte[] point, long length, long context);

  static native long EC_GROUP_new_by_curve_name(int nid);

  static native long EC_POINT_new(long group);

  static native void EC_POINT_clear_free(long point);

  static native int EC_POINT_mul(
      long group, long result, long scalar, long point, long factor, long context);

  static native int EC_POINT_get_affine_coordinates(
      long group, long point, long x, long y, long context);

  static native long EC_POINT_point2oct(
      long group, long point, int form, byte[] to, long length, long context);

  static native long ECDSA_do_sign_ex(byte[] digest, int length, long inverse, long r, long key);

  static native int ECDSA_do_verify(byte[] digest, int length, long signature, long key);

  static native long ECDSA_SIG_new();

  static native void ECDSA_SIG_free(long signature);

  static native int ECDSA_SIG_set0(long signature, long r, long s);

  static native long ECDSA_SIG_get0_r(long signature);

  static native long ECDSA_SIG_get0_s(long signature);
}
