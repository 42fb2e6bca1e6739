package io.countersign.protocol.thresholdrsa;

import java.security.SecureRandom;

/**
 * Makes a device's partial signatures in parallel mode (CRYPTO.md 3.2) and, only after a failure,
 * their proofs (3.5). It never raises to its share a number someone else chose: the base comes from
 * the encoded message, which must be the header's.
 *
 * <p>It does not look at approvals or votes: the device's core does, before it calls (I2, A2).
 */
public final class PartialSigner {
  /**
   * A signer that blinds its bases when the engine's timing shows the secret.
   *
   * @param record a checked record of family {@code add}
   * @param share the device's share of that record
   * @param engine the engine that holds the share
   * @param random for blinding
   */
  public PartialSigner(
      PublicRecord record, KeyShare share, SecretArithmetic engine, SecureRandom random) {
    this(record, share, engine, random, !engine.constantTime());
  }

  /** A signer that blinds its bases always ({@code blinding}) or never. */
  PartialSigner(
      PublicRecord record,
      KeyShare share,
      SecretArithmetic engine,
      SecureRandom random,
      boolean blinding) {}

  /**
   * {@code y = |u^a|}.
   *
   * @throws CheckFailed {@code header:*} if the header does not fit the record, the device or the
   *     encoded message
   */
  public PartialSignature partial(SessionHeader header, EncodedMessage em) {
    return Pending.value();
  }

  /**
   * Proves the partial signature of the same header and message, and verifies the proof before it
   * returns it (CRYPTO.md 7, row 20).
   *
   * @throws CheckFailed {@code header:*} as {@link #partial}; {@code proof:own} if the device
   *     computed wrongly
   */
  public ProofOfCorrectness prove(SessionHeader header, EncodedMessage em) {
    return Pending.value();
  }
}
