package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Makes a device's partial signatures in parallel mode (CRYPTO.md 3.2) and, only after a failure,
 * their proofs (3.5). It never raises to its share a number someone else chose: the base comes from
 * the encoded message, which must be the header's.
 *
 * <p>It does not look at approvals or votes: the device's core does, before it calls (I2, A2).
 *
 * <p>Secrets: the device's share, inside its engine. Timing: the engine's, with blinded bases where
 * that is not constant. Thread: safe for concurrent use.
 */
public final class PartialSigner {
  /** Parallel signing counts as hop 0 in proofs (CRYPTO.md 3.5). */
  static final int PARALLEL_HOP = 0;

  private final HeaderCheck headerCheck;
  private final ShareExponentiation share;
  private final boolean blinding;

  /**
   * A signer that blinds its bases when the engine's timing shows the secret (CRYPTO.md 7, row 21).
   *
   * @param record a checked record of family {@code add}
   * @param share the device's share of that record
   * @param engine the engine that holds the share
   * @param random for blinding
   * @throws CheckFailed {@code share:key} if the share is another record's
   */
  public PartialSigner(
      PublicRecord record, KeyShare share, SecretArithmetic engine, SecureRandom random) {
    this.headerCheck = new HeaderCheck(record);
    this.share = new ShareExponentiation(record, share, engine, random);
    this.blinding = !engine.constantTime();
  }

  /**
   * {@code y = |u^a|}. The same input gives the same value always.
   *
   * @throws CheckFailed {@code header:*} if the header does not fit the record, the device or the
   *     encoded message
   */
  public PartialSignature partial(SessionHeader header, EncodedMessage em) {
    open(header, em);
    return new PartialSignature(share.device(), share.raise(em.u(), header.row(), blinding));
  }

  /**
   * Proves the partial signature of the same header and message, and verifies the proof before it
   * returns it (CRYPTO.md 7, row 20).
   *
   * @throws CheckFailed {@code header:*} as {@link #partial}; {@code proof:own} if the device
   *     computed wrongly
   */
  public ProofOfCorrectness prove(SessionHeader header, EncodedMessage em) {
    BigInteger y = partial(header, em).y();
    return share.prove(header, PARALLEL_HOP, em.u(), y);
  }

  private void open(SessionHeader header, EncodedMessage em) {
    headerCheck.checkSigner(header, share.device());
    headerCheck.checkMessage(header, em);
  }
}
