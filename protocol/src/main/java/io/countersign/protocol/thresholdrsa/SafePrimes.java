package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.function.LongConsumer;

/**
 * The two secret safe primes of a key to be dealt (CRYPTO.md 1.1 KG1). Exists in the lead device
 * during dealing only.
 *
 * <p>Secrets: p and q, as BigIntegers, which cannot be wiped: the process that deals must end
 * afterwards. Timing: the search shows how many candidates were tried, nothing of those kept beyond
 * the time of their tests.
 */
public final class SafePrimes {
  private final BigInteger p;
  private final BigInteger q;

  private SafePrimes(BigInteger p, BigInteger q) {
    this.p = p;
    this.q = q;
  }

  /**
   * Takes two primes over.
   *
   * @throws IllegalArgumentException if they are equal or of different length
   */
  static SafePrimes of(BigInteger p, BigInteger q) {
    return new SafePrimes(p, q);
  }

  /**
   * Searches for two safe primes.
   *
   * @param modulusBits bits of N, even
   * @param publicExponent e: p and q are not 1 modulo it
   * @param power the fastest exponentiation there is
   * @param random where candidates come from
   * @param threads how many threads search
   * @param candidatesTested told, from any thread, how many candidates were tested so far
   * @throws InterruptedException if the caller was interrupted; nothing is kept
   */
  public static SafePrimes generate(
      int modulusBits,
      int publicExponent,
      ModularPower power,
      SecureRandom random,
      int threads,
      LongConsumer candidatesTested)
      throws InterruptedException {
    return Pending.value();
  }

  BigInteger p() {
    return p;
  }

  BigInteger q() {
    return q;
  }

  @Override
  public String toString() {
    return "SafePrimes[" + p.bitLength() + " bits each, redacted]";
  }
}
