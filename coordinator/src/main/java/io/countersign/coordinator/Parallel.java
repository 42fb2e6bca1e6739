package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Proved;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** An attempt in parallel mode after its votes (CRYPTO.md 3.2, A3). */
final class Parallel {
  private Parallel() {}

  static void release(Turn turn, List<Vote> votes) {
    List<Integer> signers = Attempts.plan(turn.stored()).signers();
    Attempts.ask(
        turn,
        new Phase.Releasing(
            votes, Attempts.all(turn, signers, turn.limits().partialDeadline()), Map.of()));
  }

  static void onPartial(Turn turn, int device, PartiallySigned message) {
    if (!(turn.progress().phase() instanceof Phase.Releasing phase)) {
      return;
    }
    RequestEvent.Partial partial =
        new RequestEvent.Partial(device, message.y(), message.signature());
    RequestEvent.Partial before = phase.partials().get(device);
    if (before != null && before.y().equals(partial.y())) {
      return;
    }
    try {
      PartialSignature value = PartialSignature.decode(turn.matter().record(), device, partial.y());
      if (!Attempts.signedBy(
          turn,
          device,
          SignedOctets.partial(turn.matter().record(), Attempts.header(turn).hash(), value),
          partial.signature())) {
        Attempts.failBecauseOf(turn, device, "partial:signature");
        return;
      }
    } catch (CheckFailed e) {
      Attempts.failBecauseOf(turn, device, e.check());
      return;
    }
    if (before != null) {
      // Two different signed y for one H prove cheating (A3).
      Attempts.failBecauseOf(turn, device, "partial:two");
      return;
    }
    Phase.Releasing next =
        new Phase.Releasing(
            phase.votes(),
            With.out(phase.waiting(), device),
            With.entry(phase.partials(), device, partial));
    turn.phase(next);
    if (next.waiting().isEmpty()) {
      combine(turn, next);
    }
  }

  private static void combine(Turn turn, Phase.Releasing phase) {
    List<RequestEvent.Partial> partials =
        phase.partials().values().stream()
            .sorted(Comparator.comparingInt(RequestEvent.Partial::device))
            .toList();
    turn.phase(new Phase.Combining(phase.votes(), partials, List.of()));
    compute(
        turn, new CombineJob.Combine(turn.matter(), Attempts.header(turn), values(turn, partials)));
  }

  /** Some partial signature is wrong: only now is anybody asked for a proof. */
  static void prove(Turn turn, Phase.Combining phase) {
    List<Integer> signers = Attempts.plan(turn.stored()).signers();
    Attempts.ask(
        turn,
        new Phase.Proving(
            phase.votes(),
            phase.partials(),
            Attempts.all(turn, signers, turn.limits().partialDeadline()),
            Map.of()));
  }

  static void onProof(Turn turn, int device, Proved message) {
    if (!(turn.progress().phase() instanceof Phase.Proving phase)
        || !phase.waiting().containsKey(device)) {
      return;
    }
    try {
      ProofOfCorrectness proof = ProofOfCorrectness.decode(turn.matter().record(), message.proof());
      turn.phase(
          new Phase.Proving(
              phase.votes(),
              phase.partials(),
              With.out(phase.waiting(), device),
              With.entry(phase.proofs(), device, proof)));
      blameWhenAllAnswered(turn);
    } catch (CheckFailed e) {
      Attempts.failBecauseOf(turn, device, e.check());
    }
  }

  /** A device will give no proof. */
  static void withoutProof(Turn turn, int device) {
    Phase phase = turn.progress().phase();
    turn.phase(phase.waitingFor(With.out(phase.waiting(), device)));
    blameWhenAllAnswered(turn);
  }

  static void blameWhenAllAnswered(Turn turn) {
    if (turn.progress().phase() instanceof Phase.Proving phase && phase.waiting().isEmpty()) {
      turn.phase(new Phase.Blaming(0));
      compute(
          turn,
          new CombineJob.Blame(
              turn.matter(),
              Attempts.header(turn),
              values(turn, phase.partials()),
              phase.proofs()));
    }
  }

  static void compute(Turn turn, CombineJob job) {
    turn.effect(new RequestEffect.Compute(Attempts.plan(turn.stored()).attempt(), job));
  }

  private static List<PartialSignature> values(Turn turn, List<RequestEvent.Partial> partials) {
    return partials.stream()
        .map(p -> PartialSignature.decode(turn.matter().record(), p.device(), p.y()))
        .toList();
  }
}
