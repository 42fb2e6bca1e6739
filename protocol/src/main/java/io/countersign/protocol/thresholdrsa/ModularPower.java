package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/** {@code base^exponent mod modulus} with public operands, as fast as whoever provides it can. */
@FunctionalInterface
public interface ModularPower {
  /** Plain Java. */
  ModularPower JAVA = BigInteger::modPow;

  /**
   * {@code base^exponent mod modulus}, modulus odd.
   *
   * @param exponent of any sign; where it is negative the base must be a unit
   */
  BigInteger pow(BigInteger base, BigInteger exponent, BigInteger modulus);
}
