package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * The two secret safe primes of a key to be dealt (CRYPTO.md 1.1, KG1): of equal length, top two
 * bits 1, so that N has exactly twice as many. Exists in the lead device during dealing only, and
 * can be dealt once.
 *
 * <p>Secrets: p and q, as BigIntegers, which cannot be wiped: the process that deals must end
 * afterwards. Timing: the search shows how many candidates were tried, nothing of those kept beyond
 * the time of their tests.
 */
public final class SafePrimes {
  private static final int MODULUS_BITS_MIN = 512;

  private final BigInteger p;
  private final BigInteger q;
  private final AtomicBoolean dealt = new AtomicBoolean();

  private SafePrimes(BigInteger p, BigInteger q) {
    this.p = p;
    this.q = q;
  }

  /**
   * Takes two safe primes over; that they are is the caller's to know.
   *
   * @throws IllegalArgumentException if they are equal, of different length or not 3 mod 4
   */
  static SafePrimes of(BigInteger p, BigInteger q) {
    if (p.equals(q) || p.bitLength() != q.bitLength()) {
      throw new IllegalArgumentException(
          "need two different primes of one length, got %d and %d bits"
              .formatted(p.bitLength(), q.bitLength()));
    }
    if ((p.intValue() & 3) != 3 || (q.intValue() & 3) != 3) {
      throw new IllegalArgumentException("need p and q to be 3 modulo 4");
    }
    return new SafePrimes(p, q);
  }

  /**
   * Searches for two safe primes.
   *
   * @param modulusBits bits of N, even, at least 512
   * @param power the fastest exponentiation there is
   * @param random where candidates come from
   * @param threads how many threads search, at least 1
   * @param candidatesTested told, from any thread, how many candidates were tested so far
   * @throws IllegalArgumentException if a number is out of range
   * @throws InterruptedException if the caller was interrupted; nothing is kept
   */
  public static SafePrimes generate(
      int modulusBits,
      ModularPower power,
      SecureRandom random,
      int threads,
      LongConsumer candidatesTested)
      throws InterruptedException {
    if (modulusBits < MODULUS_BITS_MIN || (modulusBits & 1) == 1 || threads < 1) {
      throw new IllegalArgumentException(
          "need an even number of bits from %d and a thread, got %d bits and %d threads"
              .formatted(MODULUS_BITS_MIN, modulusBits, threads));
    }
    BigInteger e = BigInteger.valueOf(Dealer.PUBLIC_EXPONENT);
    return new SafePrimeSearch(modulusBits / 2, e, power, random, candidatesTested).run(threads);
  }

  BigInteger p() {
    return p;
  }

  BigInteger q() {
    return q;
  }

  /**
   * Marks them as dealt.
   *
   * @throws IllegalStateException if they were before
   */
  void take() {
    if (dealt.getAndSet(true)) {
      throw new IllegalStateException("these primes were dealt before; a key is dealt once");
    }
  }

  @Override
  public String toString() {
    return "SafePrimes[" + p.bitLength() + " bits each, redacted]";
  }
}
