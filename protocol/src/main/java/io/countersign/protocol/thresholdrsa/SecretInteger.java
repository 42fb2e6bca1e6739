package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * One secret non-negative integer a, {@code 0 <= a < 2^bits()}, held by a {@link SecretArithmetic}:
 * a key share or a proof's nonce. It offers the only two operations that threshold RSA needs of a
 * secret, so that its octets never have to leave the engine.
 *
 * <p>Secrets: a. Implementations print nothing of it, have no {@code equals} and are not
 * serializable. Timing: named by each engine. Thread: safe for concurrent use until closed.
 */
public interface SecretInteger extends AutoCloseable {

  /**
   * The public bound B on the secret's length in bits ({@code shareBits} of the key record for a
   * share).
   */
  int bits();

  /**
   * Raises a public number to this secret: {@code base^a mod modulus}. This is the line that lifts
   * x to the share.
   *
   * @param base {@code 2 <= base <= modulus - 2}, coprime to the modulus
   * @param modulus odd, a multiple of 512 bits long on devices; short moduli are allowed for known
   *     answers
   * @throws IllegalArgumentException if base or modulus is out of range
   * @throws IllegalStateException if this secret was closed
   */
  BigInteger pow(BigInteger base, BigInteger modulus);

  /**
   * The response of a proof (CRYPTO.md 3.5): {@code z = nonce + c * a} over the integers, where a
   * is this secret.
   *
   * @param c the public challenge, {@code 0 <= c < 2^256}
   * @param nonce a secret of the same engine, used this one time
   * @throws IllegalArgumentException if the nonce belongs to another engine or c is out of range
   * @throws IllegalStateException if either secret was closed
   */
  BigInteger multiplyAdd(BigInteger c, SecretInteger nonce);

  /** Erases the secret as well as the engine can; later use throws. Idempotent. */
  @Override
  void close();
}
