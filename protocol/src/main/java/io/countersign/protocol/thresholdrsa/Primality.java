package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Tests whether a number and its double plus one are prime.
 *
 * <p>Secrets: the candidate that passes. Timing: shows how far a candidate got; those that fail are
 * worthless, the one that passes takes the time of all tests.
 */
final class Primality {
  private static final int STRONG_ROUNDS = 40;
  private static final int LIBRARY_CERTAINTY = 128;

  private final ModularPower power;
  private final SecureRandom random;

  Primality(ModularPower power, SecureRandom random) {
    this.power = power;
    this.random = random;
  }

  /** Whether {@code p = 2 p' + 1} is a safe prime; one power tells for nearly all that are not. */
  boolean isSafe(BigInteger half) {
    if (!passesFermat(half)) {
      return false;
    }
    BigInteger p = half.shiftLeft(1).add(BigInteger.ONE);
    // With p' prime, 2^(p-1) = 1 and gcd(2^2 - 1, p) = 1 prove p prime (Pocklington).
    return passesFermat(p)
        && passesStrongTests(half)
        && half.isProbablePrime(LIBRARY_CERTAINTY)
        && p.isProbablePrime(LIBRARY_CERTAINTY);
  }

  private boolean passesFermat(BigInteger candidate) {
    BigInteger exponent = candidate.subtract(BigInteger.ONE);
    return power.pow(BigInteger.TWO, exponent, candidate).equals(BigInteger.ONE);
  }

  /** Miller-Rabin with random bases. */
  private boolean passesStrongTests(BigInteger candidate) {
    BigInteger minusOne = candidate.subtract(BigInteger.ONE);
    int twos = minusOne.getLowestSetBit();
    BigInteger odd = minusOne.shiftRight(twos);
    for (int round = 0; round < STRONG_ROUNDS; round++) {
      BigInteger base = new BigInteger(candidate.bitLength() - 1, random).add(BigInteger.TWO);
      BigInteger y = power.pow(base, odd, candidate);
      boolean passed = y.equals(BigInteger.ONE) || y.equals(minusOne);
      for (int i = 1; i < twos && !passed; i++) {
        y = y.multiply(y).mod(candidate);
        passed = y.equals(minusOne);
      }
      if (!passed) {
        return false;
      }
    }
    return true;
  }
}
