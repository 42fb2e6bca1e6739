package io.countersign.protocol.engine;

import java.math.BigInteger;

/** The domain parameters of NIST P-256 (FIPS 186-4, D.1.2.3) and its encodings. */
final class P256 {
  static final int SCALAR_OCTETS = 32;
  static final int SIGNATURE_OCTETS = 2 * SCALAR_OCTETS;
  static final int POINT_OCTETS = 1 + 2 * SCALAR_OCTETS;

  static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

  /** Order of the base point. */
  static final BigInteger Q =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final BigInteger THREE = BigInteger.valueOf(3);

  private P256() {}

  /** {@code y^2 = x^3 - 3x + b mod p}, both coordinates below p. */
  static boolean onCurve(BigInteger x, BigInteger y) {
    if (x.compareTo(P) >= 0 || y.compareTo(P) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(B);
    return y.multiply(y).subtract(right).mod(P).signum() == 0;
  }

  /** Whether a signature's half or a private scalar is in 1..q-1. */
  static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(Q) < 0;
  }

  /** bits2octets of RFC 6979, 2.3.4, for a hash of 256 bits. */
  static byte[] bits2octets(byte[] hash) {
    return Octets.fixed(new BigInteger(1, hash).mod(Q), SCALAR_OCTETS);
  }
}
