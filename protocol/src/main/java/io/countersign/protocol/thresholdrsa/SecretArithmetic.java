package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * Arithmetic with secrets, as {@code protocol.engine} provides it and the mathematics uses it
 * (DESIGN.md "Decided now" 9).
 *
 * <p>Thread: safe for concurrent use.
 */
public interface SecretArithmetic {

  /** Name shown in status: {@code openssl}, {@code conscrypt} or {@code java}. */
  String name();

  /**
   * Whether the time of {@link SecretInteger#pow} is independent of the secret's value (its word
   * length may show).
   */
  boolean constantTime();

  /**
   * Whether {@link SecretInteger#close()} leaves no copy in this process; false is shown as "no
   * erase guarantee".
   */
  boolean eraseGuarantee();

  /**
   * Takes a secret over. The caller keeps and wipes its own array.
   *
   * @param magnitude big-endian, unsigned, any length whose value is below {@code 2^bits}
   * @param bits the public bound on the secret's length
   * @throws IllegalArgumentException if the value does not fit in {@code bits}
   */
  SecretInteger load(byte[] magnitude, int bits);

  /**
   * Draws a proof's nonce (CRYPTO.md 3.5): uniform in {@code [0, 2^bits)}, derived by an
   * extendable-output function from the share, the statement and fresh randomness, so that neither
   * a weak generator nor a repeated state reuses it.
   *
   * @param share the secret the proof is about
   * @param statement octets that fix what is being proved
   * @param bits {@code shareBits + 384}
   */
  SecretInteger nonce(SecretInteger share, byte[] statement, int bits);

  /**
   * {@code base^exponent mod modulus} with public operands: as fast as the engine can, timing may
   * show them.
   */
  BigInteger powPublic(BigInteger base, BigInteger exponent, BigInteger modulus);
}
