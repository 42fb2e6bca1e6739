package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * One device's share of one record, ready to exponentiate and to prove. What {@link PartialSigner}
 * and {@link SerialSigner} have in common.
 *
 * <p>Secrets: the share, inside its engine. Timing: the engine's; where that shows the share, or
 * the caller asks for it, bases are blinded.
 */
final class ShareExponentiation {
  private final PublicRecord record;
  private final KeyShare share;
  private final SecretArithmetic engine;
  private final SignedQuadraticResidues group;
  private final BaseBlinding blinding;

  /**
   * Binds a share to its record.
   *
   * @throws CheckFailed {@code share:key} if the share is another record's
   */
  ShareExponentiation(
      PublicRecord record, KeyShare share, SecretArithmetic engine, SecureRandom random) {
    share.checkKey(record);
    this.record = record;
    this.share = share;
    this.engine = engine;
    this.group = new SignedQuadraticResidues(record.modulus(), engine::powPublic);
    this.blinding = new BaseBlinding(group, random);
  }

  SignedQuadraticResidues group() {
    return group;
  }

  int device() {
    return share.device();
  }

  /** {@code |base^a|} with the share of a row. This is the line that lifts u to the share. */
  BigInteger raise(BigInteger base, int row, boolean blinded) {
    SecretInteger a = share.secret(row);
    if (!blinded) {
      return group.abs(a.pow(base, group.modulus()));
    }
    return blinding.pow(base, a, record.v(), record.verificationValue(row, device()));
  }

  /** The proof that {@code y = |base^a|}, verified. */
  ProofOfCorrectness prove(SessionHeader header, int hop, BigInteger base, BigInteger y) {
    return CorrectnessStatement.ofSession(group, record, header, device(), hop, base, y)
        .prove(share.secret(header.row()), engine);
  }
}
