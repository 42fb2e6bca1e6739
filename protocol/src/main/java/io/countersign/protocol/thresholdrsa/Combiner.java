package io.countersign.protocol.thresholdrsa;

import io.countersign.protocol.thresholdrsa.CombineResult.BadPartials;
import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import io.countersign.protocol.thresholdrsa.CombineResult.NeedsProofs;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Combines partial signatures and hops into a signature, first hoping that all are right; only when
 * the result fails are proofs asked for (CRYPTO.md 3.2). Needs no secret. A wrong signature cannot
 * leave it (I4). Thread: safe for concurrent use.
 */
public final class Combiner {
  private final PublicRecord record;
  private final HeaderCheck headerCheck;
  private final SignedQuadraticResidues group;
  private final RsaRoot root;

  /**
   * A combiner.
   *
   * @param record a checked record
   */
  public Combiner(PublicRecord record) {
    this(record, ModularPower.JAVA);
  }

  /**
   * A combiner with a faster exponentiation.
   *
   * @param record a checked record
   * @param power how to exponentiate public values
   */
  public Combiner(PublicRecord record, ModularPower power) {
    this.record = record;
    this.headerCheck = new HeaderCheck(record);
    this.group = new SignedQuadraticResidues(record.modulus(), power);
    this.root = RsaRoot.of(exponent(), record.sigma());
  }

  /**
   * Combines the partial signatures of one parallel attempt.
   *
   * @param partials exactly one per signer of the header, each signed by its device (A3)
   * @throws CheckFailed {@code header:*}; {@code partial:signers} if the devices are not exactly
   *     the signers
   */
  public CombineResult combine(
      SessionHeader header, EncodedMessage em, Collection<PartialSignature> partials) {
    open(header, em, partials);
    List<Culprit> outside = new ArrayList<>();
    for (PartialSignature partial : partials) {
      outsideOfGroup("partial", partial.device(), partial.y()).ifPresent(outside::add);
    }
    if (!outside.isEmpty()) {
      return new BadPartials(outside);
    }
    return signature(product(partials), em)
        .<CombineResult>map(Combined::new)
        .orElseGet(NeedsProofs::new);
  }

  /**
   * Names the cheats of a parallel attempt.
   *
   * @param partials exactly one per signer of the header
   * @param proofs by device; devices without an entry are unproven
   * @throws CheckFailed as {@link #combine}
   */
  public Blame blame(
      SessionHeader header,
      EncodedMessage em,
      Collection<PartialSignature> partials,
      Map<Integer, ProofOfCorrectness> proofs) {
    open(header, em, partials);
    List<Culprit> culprits = new ArrayList<>();
    List<Integer> unproven = new ArrayList<>();
    for (PartialSignature partial : partials) {
      int device = partial.device();
      ProofOfCorrectness proof = proofs.get(device);
      Optional<Culprit> culprit =
          proof == null
              ? outsideOfGroup("partial", device, partial.y())
              : failedProof(header, em, partial, proof);
      culprit.ifPresent(culprits::add);
      if (proof == null && culprit.isEmpty()) {
        unproven.add(device);
      }
    }
    return new Blame(culprits, unproven);
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
    HopChain chain = chain(header, em, hops);
    if (chain.size() != record.threshold().t()) {
      throw new CheckFailed(
          "hop:devices", "need " + record.threshold().t() + " hops, got " + chain.size());
    }
    int last = hops.get(hops.size() - 1).device();
    Optional<Culprit> outside = outsideOfGroup("hop", last, chain.output());
    if (outside.isPresent()) {
      return new BadPartials(List.of(outside.get()));
    }
    return signature(chain.output(), em)
        .<CombineResult>map(Combined::new)
        .orElseGet(() -> new BadPartials(List.of(new Culprit(last, "hop:release"))));
  }

  /**
   * Names the cheats among the hops that carry a proof, of a chain that may be unfinished.
   *
   * @throws CheckFailed {@code header:*}, {@code hop:devices}, {@code hop:input}
   */
  public Blame blameHops(SessionHeader header, EncodedMessage em, List<Hop> hops) {
    return chain(header, em, hops).blame();
  }

  /** {@code W}, the product of the partial signatures in G (CRYPTO.md 2.5). */
  BigInteger product(Collection<PartialSignature> partials) {
    BigInteger w = BigInteger.ONE;
    for (PartialSignature partial : partials) {
      w = group.multiply(w, partial.y());
    }
    return w;
  }

  /** The signature that W gives, if it verifies (CRYPTO.md 1.5; I4). */
  private Optional<Signature> signature(BigInteger w, EncodedMessage em) {
    BigInteger s = root.candidate(group, w, em.x());
    return Signature.ifVerifies(em, exponent(), s, group)
        .or(() -> Signature.ifVerifies(em, exponent(), record.modulus().subtract(s), group));
  }

  private Optional<Culprit> outsideOfGroup(String what, int device, BigInteger y) {
    try {
      group.check(what, y);
      return Optional.empty();
    } catch (CheckFailed failed) {
      return Optional.of(new Culprit(device, failed.check()));
    }
  }

  private Optional<Culprit> failedProof(
      SessionHeader header, EncodedMessage em, PartialSignature partial, ProofOfCorrectness proof) {
    int hop = PartialSigner.PARALLEL_HOP;
    CorrectnessStatement statement =
        CorrectnessStatement.ofSession(
            group, record, header, partial.device(), hop, em.u(), partial.y());
    try {
      statement.verify(proof);
      return Optional.empty();
    } catch (CheckFailed failed) {
      return Optional.of(new Culprit(partial.device(), failed.check()));
    }
  }

  private void open(
      SessionHeader header, EncodedMessage em, Collection<PartialSignature> partials) {
    headerCheck.check(header);
    headerCheck.checkMessage(header, em);
    List<Integer> devices = partials.stream().map(PartialSignature::device).sorted().toList();
    if (!devices.equals(header.signers())) {
      throw new CheckFailed(
          "partial:signers", "need one of each of " + header.signers() + ", got " + devices);
    }
  }

  private HopChain chain(SessionHeader header, EncodedMessage em, List<Hop> hops) {
    headerCheck.check(header);
    headerCheck.checkMessage(header, em);
    return new HopChain(group, record, header, em, hops);
  }

  private BigInteger exponent() {
    return BigInteger.valueOf(record.publicExponent());
  }
}
