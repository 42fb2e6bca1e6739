package io.countersign.protocol.thresholdrsa;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Combines partial signatures and hops into a signature, first hoping that all are right; only when
 * the result fails are proofs asked for (CRYPTO.md 3.2). Needs no secret. A wrong signature cannot
 * leave it (I4).
 */
public final class Combiner {
  /**
   * A combiner.
   *
   * @param record a checked record
   */
  public Combiner(PublicRecord record) {
    this(record, ModularPower.JAVA);
  }

  /** A combiner with a faster exponentiation. */
  public Combiner(PublicRecord record, ModularPower power) {}

  /**
   * Combines the partial signatures of one parallel attempt.
   *
   * @param partials exactly one per signer of the header, each signed by its device (A3)
   * @throws CheckFailed {@code header:*}; {@code partial:signers} if the devices are not exactly
   *     the signers
   */
  public CombineResult combine(
      SessionHeader header, EncodedMessage em, Collection<PartialSignature> partials) {
    return Pending.value();
  }

  /**
   * Names the cheats of a parallel attempt.
   *
   * @param proofs by device; devices without an entry are unproven
   */
  public Blame blame(
      SessionHeader header,
      EncodedMessage em,
      Collection<PartialSignature> partials,
      Map<Integer, ProofOfCorrectness> proofs) {
    return Pending.value();
  }

  /**
   * Finishes a serial attempt from its last hop.
   *
   * @param hops all t hops in order, each signed by its device (A4)
   * @return the signature, or the last device as culprit: an honest one releases nothing but the
   *     right value
   * @throws CheckFailed {@code header:*}, {@code hop:devices}, {@code hop:input}
   */
  public CombineResult finish(SessionHeader header, EncodedMessage em, List<Hop> hops) {
    return Pending.value();
  }

  /** Names the cheats among the hops that carry a proof. */
  public Blame blameHops(SessionHeader header, EncodedMessage em, List<Hop> hops) {
    return Pending.value();
  }
}
