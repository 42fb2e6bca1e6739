package io.countersign.protocol.thresholdrsa;

import java.security.SecureRandom;
import java.util.Set;

/**
 * Deals a key to its devices (CRYPTO.md 1.1, 2.3, 2.4, 2.6). Runs in the lead device only, once.
 *
 * <p>Secrets: p, q, lambda, d and all shares while it runs. BigIntegers cannot be wiped: the
 * process that deals must end afterwards. Timing: arithmetic modulo lambda is not constant; powers
 * with shares are the engine's.
 */
public final class Dealer {
  /** The public exponent of every dealt key. */
  public static final int PUBLIC_EXPONENT = 65537;

  /** A dealer. */
  public Dealer(SecretArithmetic engine, SecureRandom random) {}

  /**
   * Deals the same (N, d) in each family (A16), same t and n, and checks every record before it
   * returns.
   *
   * @param families not empty
   * @throws IllegalArgumentException if the primes do not make a key
   */
  public Dealing deal(SafePrimes primes, Threshold threshold, Set<Family> families) {
    return Pending.value();
  }
}
