package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * The group G of signed quadratic residues modulo N = pq, p = q = 3 mod 4 (CRYPTO.md section 0 and
 * decision 1; Hofheinz and Kiltz 2009): the smaller of y and N - y for every square y, with the
 * product |ab mod N|. Membership is publicly decidable: {@code 0 < y <= (N-1)/2} and Jacobi(y/N) =
 * +1.
 *
 * <p>Timing: not constant; for public values only. Immutable.
 */
public final class SignedQuadraticResidues {
  private final BigInteger modulus;
  private final BigInteger half;
  private final ModularPower power;

  /**
   * The group of a modulus, with plain Java exponentiation.
   *
   * @param modulus odd and at least 3
   */
  public SignedQuadraticResidues(BigInteger modulus) {
    this(modulus, ModularPower.JAVA);
  }

  /**
   * The group of a modulus.
   *
   * @param modulus odd and at least 3
   * @param power how to exponentiate public values
   * @throws IllegalArgumentException if the modulus is even or below 3
   */
  public SignedQuadraticResidues(BigInteger modulus, ModularPower power) {
    if (modulus.signum() <= 0 || !modulus.testBit(0) || modulus.equals(BigInteger.ONE)) {
      throw new IllegalArgumentException("need an odd modulus of at least 3");
    }
    this.modulus = modulus;
    this.half = modulus.shiftRight(1);
    this.power = power;
  }

  /** N. */
  public BigInteger modulus() {
    return modulus;
  }

  /** {@code |y| = min(y mod N, N - (y mod N))}. */
  public BigInteger abs(BigInteger y) {
    BigInteger reduced = y.mod(modulus);
    return reduced.compareTo(half) > 0 ? modulus.subtract(reduced) : reduced;
  }

  /** Whether y is in G. */
  public boolean contains(BigInteger y) {
    return inRange(y) && Jacobi.symbol(y, modulus) == 1;
  }

  /**
   * Checks membership, the cheap test before the dear one (CRYPTO.md 7, row 22).
   *
   * @param what prefix of the check's name: {@code partial}, {@code hop} or {@code base}
   * @throws CheckFailed {@code <what>:range} or {@code <what>:jacobi}
   */
  public void check(String what, BigInteger y) {
    check(what, y, 0);
  }

  void check(String what, BigInteger y, int culprit) {
    if (!inRange(y)) {
      throw new CheckFailed(
          what + ":range", "the value is outside 1 to (N-1)/2: " + describe(y), culprit);
    }
    int symbol = Jacobi.symbol(y, modulus);
    if (symbol != 1) {
      throw new CheckFailed(what + ":jacobi", "Jacobi symbol " + symbol + ", need 1", culprit);
    }
  }

  /** {@code |ab|}. */
  public BigInteger multiply(BigInteger a, BigInteger b) {
    return abs(a.multiply(b));
  }

  /** {@code |a^2|}. */
  public BigInteger square(BigInteger a) {
    return multiply(a, a);
  }

  /** {@code |a^exponent|}, exponent of any sign; a must be a unit. */
  public BigInteger pow(BigInteger a, BigInteger exponent) {
    return abs(power.pow(a, exponent, modulus));
  }

  /**
   * {@code a^exponent mod N}, exponent of any sign, without taking the absolute value: for the way
   * back to RSA alone.
   */
  BigInteger rawPow(BigInteger a, BigInteger exponent) {
    return power.pow(a, exponent, modulus);
  }

  private boolean inRange(BigInteger y) {
    return y.signum() > 0 && y.compareTo(half) <= 0;
  }

  private String describe(BigInteger y) {
    return y.signum() <= 0 ? "not positive" : y.compareTo(modulus) >= 0 ? "not below N" : "above";
  }
}
