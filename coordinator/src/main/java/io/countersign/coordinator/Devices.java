package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Culprit;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a request that reads what the signers of the running attempt answer. */
final class Devices {
  /** As many numbers as a device remembers of one request. */
  private static final int USED_SKIP = 64;

  private static final long BUSY_PAUSE_MIN_MILLIS = 20;
  private static final long BUSY_PAUSE_MAX_MILLIS = 1000;

  private Devices() {}

  /** An answer of a device. What does not belong to the running attempt is passed over. */
  static void on(Turn turn, String from, DeviceProtocol message) {
    if (message instanceof DeviceProtocol.Voted m) {
      signer(turn, from, m.attempt(), m.header(), m.device()).ifPresent(i -> onVoted(turn, i, m));
    } else if (message instanceof DeviceProtocol.PartiallySigned m) {
      signer(turn, from, m.attempt(), m.header(), m.device())
          .ifPresent(i -> Parallel.onPartial(turn, i, m));
    } else if (message instanceof DeviceProtocol.HopSigned m) {
      signer(turn, from, m.attempt(), m.header(), m.hop().device())
          .ifPresent(i -> Serial.onHop(turn, i, m));
    } else if (message instanceof DeviceProtocol.Proved m) {
      signer(turn, from, m.attempt(), m.header(), m.device())
          .ifPresent(i -> Parallel.onProof(turn, i, m));
    } else if (message instanceof DeviceProtocol.Refused m) {
      waitedFor(turn, from, m.attempt()).ifPresent(i -> onRefused(turn, i, m.refusal()));
    }
  }

  private static Optional<Integer> signer(
      Turn turn, String from, int attempt, Octets header, int claimed) {
    if (turn.isIdle()) {
      return Optional.empty();
    }
    RequestEvent.AttemptPlanned plan = Attempts.plan(turn.stored());
    if (plan.attempt() != attempt || !plan.header().equals(header)) {
      return Optional.empty();
    }
    Optional<Integer> index = turn.matter().key().indexOf(from).filter(plan.signers()::contains);
    if (index.isPresent() && index.get() != claimed) {
      turn.note(from + " answered as device " + claimed + ", it is device " + index.get());
      return Optional.empty();
    }
    return index;
  }

  private static Optional<Integer> waitedFor(Turn turn, String from, int attempt) {
    if (turn.isIdle() || Attempts.plan(turn.stored()).attempt() != attempt) {
      return Optional.empty();
    }
    return turn.matter().key().indexOf(from).filter(turn.progress().phase().waiting()::containsKey);
  }

  private static void onVoted(Turn turn, int device, DeviceProtocol.Voted message) {
    if (!(turn.progress().phase() instanceof Phase.Voting phase)
        || !phase.waiting().containsKey(device)) {
      return;
    }
    HeaderHash header = new HeaderHash(message.header());
    if (!Attempts.signedBy(turn, device, SignedOctets.vote(header, device), message.signature())) {
      Attempts.failBecauseOf(turn, device, "vote:signature");
      return;
    }
    Phase.Voting next =
        new Phase.Voting(
            With.out(phase.waiting(), device),
            With.entry(phase.votes(), device, new Vote(device, message.signature())));
    turn.phase(next);
    if (!next.waiting().isEmpty()) {
      return;
    }
    List<Vote> votes = Attempts.inOrder(next.votes());
    if (turn.matter().mode() == SigningMode.PARALLEL) {
      Parallel.release(turn, votes);
    } else {
      Serial.next(turn, votes, List.of());
    }
  }

  /**
   * A signer will not do its part. It speaks for itself alone: no other device suffers from what it
   * says, unless the coordinator finds the same.
   */
  private static void onRefused(Turn turn, int device, Refusal refusal) {
    Phase phase = turn.progress().phase();
    if (refusal.code() == Refusal.Code.BUSY) {
      onBusy(turn, device, refusal);
      return;
    }
    if (phase instanceof Phase.Proving) {
      Parallel.withoutProof(turn, device);
      return;
    }
    String name = turn.matter().nameOf(device);
    String reason = name + " refused: " + refusal.check() + ": " + refusal.detail();
    boolean unwilling =
        refusal.code() == Refusal.Code.BAD_REQUEST
            || (refusal.code() == Refusal.Code.NOT_AUTHORIZED && refusal.need() == 0);
    // A device that voted has taken the request; what it dislikes later is the attempt.
    boolean forGood = unwilling && phase instanceof Phase.Voting;
    if (forGood) {
      Attempts.fail(
          turn,
          reason,
          List.of(new RequestEvent.Exclusion(device, refusal.check(), false)),
          List.of());
    } else if (refusal.code() == Refusal.Code.BAD_CONTRIBUTION
        && phase instanceof Phase.Chaining chaining
        && !chaining.hops().isEmpty()) {
      turn.note(reason);
      Serial.onAccusation(turn, device, chaining);
    } else if (refusal.code() == Refusal.Code.ATTEMPT_USED) {
      onUsed(turn, name, reason);
    } else {
      Attempts.fail(turn, reason, List.of(), List.of(name));
    }
  }

  /**
   * The device has another attempt of that number, left over from another life of a coordinator: a
   * higher number will do. One device's word moves on by one number and counts as a failure when it
   * is repeated; what several devices say is believed, and many numbers are passed over at once,
   * since a coordinator that was not honest may have used them up.
   */
  private static void onUsed(Turn turn, String device, String reason) {
    Progress before = turn.progress();
    boolean first = !before.used().contains(device) && !before.strikes().containsKey(device);
    boolean others = before.used().stream().anyMatch(name -> !name.equals(device));
    turn.progress(before.withUsed(device, others ? USED_SKIP : 0));
    Attempts.fail(turn, reason, List.of(), first ? List.of() : List.of(device));
  }

  private static void onBusy(Turn turn, int device, Refusal refusal) {
    Phase phase = turn.progress().phase();
    Pending pending = phase.waiting().get(device);
    if (pending == null) {
      return;
    }
    long pause =
        Math.max(
            BUSY_PAUSE_MIN_MILLIS, Math.min(refusal.retryAfterMillis(), BUSY_PAUSE_MAX_MILLIS));
    Pending later = pending.later(turn.now(), Duration.ofMillis(pause));
    turn.phase(phase.waitingFor(With.entry(phase.waiting(), device, later)));
  }

  /** What a computation of the running attempt found. */
  static void onComputed(Turn turn, int attempt, CombineOutcome outcome) {
    if (turn.isIdle() || Attempts.plan(turn.stored()).attempt() != attempt) {
      return;
    }
    Phase phase = turn.progress().phase();
    if (outcome instanceof CombineOutcome.Combined combined
        && phase instanceof Phase.Combining values) {
      turn.matter()
          .ringRecord(combined.signature().octets())
          .ifPresent(record -> turn.effect(new RequestEffect.BringRecord(record)));
      turn.emit(
          new RequestEvent.Signed(
              attempt,
              Attempts.plan(turn.stored()).header(),
              combined.signature().octets(),
              values.votes(),
              values.partials(),
              values.hops(),
              turn.seconds()));
      turn.phase(new Phase.Idle());
    } else if (outcome instanceof CombineOutcome.NeedsProofs
        && phase instanceof Phase.Combining values) {
      Parallel.prove(turn, values);
    } else if (outcome instanceof CombineOutcome.Blamed blamed) {
      onBlamed(turn, phase instanceof Phase.Blaming b ? b.accuser() : 0, blamed);
    } else if (outcome instanceof CombineOutcome.Broken broken) {
      Attempts.fail(turn, broken.detail(), List.of(), List.of());
    }
  }

  private static void onBlamed(Turn turn, int accuser, CombineOutcome.Blamed blamed) {
    Matter matter = turn.matter();
    List<RequestEvent.Exclusion> excluded = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Culprit culprit : blamed.culprits()) {
      excluded.add(new RequestEvent.Exclusion(culprit.device(), culprit.check(), true));
      reasons.add(
          matter.nameOf(culprit.device()) + " gave a wrong value (" + culprit.check() + ")");
    }
    List<String> unresponsive =
        new ArrayList<>(blamed.unproven().stream().map(matter::nameOf).toList());
    unresponsive.forEach(name -> reasons.add(name + " gave no proof"));
    if (excluded.isEmpty() && accuser != 0) {
      unresponsive.add(matter.nameOf(accuser));
      reasons.add(matter.nameOf(accuser) + " accused others, and their proofs hold");
    }
    Attempts.fail(turn, String.join(", ", reasons), excluded, unresponsive);
  }
}
