package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * The way from G back to an RSA signature (CRYPTO.md 1.5). Given W in G with {@code W^e = u^eps},
 * {@code s = W^a x^b} or N - s is the signature; exactly one of them satisfies {@code s^e = x}.
 * Public values only.
 *
 * @param a {@code (2 eps)^-1 mod e}, taken in (-e/2, e/2)
 * @param b {@code (1 - 2 eps a) / e}
 */
record RsaRoot(BigInteger a, BigInteger b) {
  /**
   * The exponents for e and eps.
   *
   * @param e odd
   * @param epsilon with gcd(2 eps, e) = 1
   */
  static RsaRoot of(BigInteger e, BigInteger epsilon) {
    BigInteger twice = epsilon.shiftLeft(1);
    BigInteger a = twice.modInverse(e);
    if (a.compareTo(e.shiftRight(1)) > 0) {
      a = a.subtract(e);
    }
    BigInteger[] b = BigInteger.ONE.subtract(twice.multiply(a)).divideAndRemainder(e);
    if (b[1].signum() != 0) {
      throw new ArithmeticException("2 eps a + e b = 1 has no solution");
    }
    return new RsaRoot(a, b[0]);
  }

  /** {@code W^a x^b mod N}: the signature or its negative, if W is right. */
  BigInteger candidate(SignedQuadraticResidues group, BigInteger w, BigInteger x) {
    return group.rawPow(w, a).multiply(group.rawPow(x, b)).mod(group.modulus());
  }
}
