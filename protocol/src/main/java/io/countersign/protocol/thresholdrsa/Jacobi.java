package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * The Jacobi symbol (CRYPTO.md Appendix A).
 *
 * <p>Timing: not constant; for public values only.
 */
public final class Jacobi {
  private Jacobi() {}

  /**
   * Jacobi(a/n).
   *
   * @param a any integer
   * @param n odd and positive
   * @return -1, 0 or +1; 0 if and only if gcd(a, n) is not 1
   * @throws IllegalArgumentException if n is even or not positive
   */
  public static int symbol(BigInteger a, BigInteger n) {
    if (n.signum() <= 0 || !n.testBit(0)) {
      throw new IllegalArgumentException("need an odd positive modulus");
    }
    BigInteger top = a.mod(n);
    BigInteger bottom = n;
    int sign = 1;
    while (top.signum() != 0) {
      int twos = top.getLowestSetBit();
      top = top.shiftRight(twos);
      int bottomMod8 = bottom.intValue() & 7;
      if ((twos & 1) == 1 && (bottomMod8 == 3 || bottomMod8 == 5)) {
        sign = -sign;
      }
      // Reciprocity: swap, with a sign when both are 3 mod 4.
      if ((top.intValue() & 3) == 3 && (bottom.intValue() & 3) == 3) {
        sign = -sign;
      }
      BigInteger rest = bottom.mod(top);
      bottom = top;
      top = rest;
    }
    return bottom.equals(BigInteger.ONE) ? sign : 0;
  }
}
