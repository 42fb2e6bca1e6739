package io.countersign.protocol.engine;

import java.math.BigInteger;

/** P-256 in libcrypto: group, order and what inverts modulo it. Made once, never freed. */
final class NativeP256 {
  static final NativeP256 INSTANCE = new NativeP256();

  private final long group;
  private final Bignum order;
  private final Bignum orderLessTwo;
  private final long montgomery;

  private NativeP256() {
    group =
        Libcrypto.checked(
            LibcryptoCurves.EC_GROUP_new_by_curve_name(LibcryptoCurves.NID_P256),
            "EC_GROUP_new_by_curve_name");
    order = Bignum.of(P256.Q);
    orderLessTwo = Bignum.of(P256.Q.subtract(BigInteger.TWO));
    montgomery = Libcrypto.checked(LibcryptoNumbers.BN_MONT_CTX_new(), "BN_MONT_CTX_new");
    try (BignumContext context = BignumContext.ordinary()) {
      Libcrypto.check(
          LibcryptoNumbers.BN_MONT_CTX_set(montgomery, order.address(), context.address()),
          "BN_MONT_CTX_set");
    }
  }

  /** Whether the number is in 1..q-1. */
  boolean isScalar(Bignum number) {
    return !number.isZero() && LibcryptoCurves.BN_cmp(number.address(), order.address()) < 0;
  }

  /** Uncompressed {@code scalar * G}: the public point of a secret scalar. */
  byte[] publicPoint(Bignum scalar) {
    long point = multiple(scalar, 0);
    try {
      byte[] octets = new byte[P256.POINT_OCTETS];
      Libcrypto.checked(
          LibcryptoCurves.EC_POINT_point2oct(
              group, point, LibcryptoCurves.POINT_UNCOMPRESSED, octets, octets.length, 0),
          "EC_POINT_point2oct");
      return octets;
    } finally {
      LibcryptoCurves.EC_POINT_clear_free(point);
    }
  }

  /**
   * r of a signature: the first coordinate of {@code nonce * G}, modulo q. Timing: libcrypto's
   * constant-time multiplication of the base point.
   */
  void firstCoordinate(Bignum nonce, Bignum r, BignumContext context) {
    long point = multiple(nonce, context.address());
    try {
      Libcrypto.check(
          LibcryptoCurves.EC_POINT_get_affine_coordinates(
              group, point, r.address(), 0, context.address()),
          "EC_POINT_get_affine_coordinates");
      Libcrypto.check(
          LibcryptoCurves.BN_nnmod(r.address(), r.address(), order.address(), context.address()),
          "BN_nnmod");
    } finally {
      LibcryptoCurves.EC_POINT_clear_free(point);
    }
  }

  /** {@code nonce^(q-2) = nonce^-1 mod q} (Fermat). Timing: independent of the nonce. */
  void invert(Bignum nonce, Bignum inverse, BignumContext context) {
    Libcrypto.check(
        LibcryptoNumbers.BN_mod_exp_mont_consttime(
            inverse.address(),
            nonce.address(),
            orderLessTwo.address(),
            order.address(),
            context.address(),
            montgomery),
        "BN_mod_exp_mont_consttime");
  }

  /**
   * The first coordinate of a private key times a point, 32 octets. Timing: libcrypto's
   * constant-time multiplication.
   *
   * @param point uncompressed
   * @param to address of 32 octets of secure memory
   * @throws IllegalStateException if the point is not on the curve
   */
  void agree(long key, byte[] point, long to) {
    long peer = Libcrypto.checked(LibcryptoCurves.EC_POINT_new(group), "EC_POINT_new");
    try {
      Libcrypto.check(
          LibcryptoAgreement.EC_POINT_oct2point(group, peer, point, point.length, 0),
          "EC_POINT_oct2point");
      int octets = LibcryptoAgreement.ECDH_compute_key(to, P256.SCALAR_OCTETS, peer, key, 0);
      Libcrypto.check(octets, "ECDH_compute_key");
    } finally {
      LibcryptoCurves.EC_POINT_clear_free(peer);
    }
  }

  private long multiple(Bignum scalar, long context) {
    long point = Libcrypto.checked(LibcryptoCurves.EC_POINT_new(group), "EC_POINT_new");
    int done = LibcryptoCurves.EC_POINT_mul(group, point, scalar.address(), 0, 0, context);
    if (done != 1) {
      LibcryptoCurves.EC_POINT_clear_free(point);
    }
    Libcrypto.check(done, "EC_POINT_mul");
    return point;
  }
}
