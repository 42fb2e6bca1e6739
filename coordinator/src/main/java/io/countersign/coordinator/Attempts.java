package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a request that plans attempts, watches their deadlines and gives them up. */
final class Attempts {
  private static final int FAILURES_WITHOUT_PAUSE = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private Attempts() {}

  /**
   * Plans an attempt if t devices can be had, storing the approvals it rests on with it (one sync);
   * ends the request if they never can.
   */
  static void plan(Turn turn) {
    Planner planner = Situation.of(turn).planner();
    if (!planner.isPossible()) {
      turn.emit(new RequestEvent.Failed(whyImpossible(turn, planner), turn.seconds()));
      return;
    }
    if (turn.now().isBefore(turn.progress().planNotBefore())) {
      return;
    }
    Matter matter = turn.matter();
    Optional<Planner.Choice> choice = planner.choose(matter.record().phf(), matter.spread());
    if (choice.isEmpty()) {
      return;
    }
    if (!turn.moment().slot()) {
      turn.wantSlot();
      return;
    }
    int attempt = turn.stored().attempts() + 1 + turn.progress().skip();
    People.store(turn);
    Planner.Choice chosen = choice.get();
    SessionHeader header = matter.header(attempt, chosen.row(), chosen.signers());
    turn.emit(
        new RequestEvent.AttemptPlanned(
            attempt,
            matter.mode().label(),
            header.keyId().octets(),
            header.epoch(),
            chosen.row(),
            chosen.signers(),
            chosen.order(),
            header.hash().octets(),
            turn.seconds()));
    turn.progress(turn.progress().planned());
    begin(turn);
  }

  private static String whyImpossible(Turn turn, Planner planner) {
    List<String> reasons = new ArrayList<>();
    turn.stored().excluded().values().stream()
        .sorted(Comparator.comparingInt(RequestEvent.Exclusion::device))
        .forEach(
            e ->
                reasons.add(
                    turn.matter().nameOf(e.device())
                        + (e.culprit() ? " gave a wrong value (" : " refuses (")
                        + e.check()
                        + ")"));
    turn.stored().declined().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> reasons.add(e.getKey() + " declined (" + e.getValue() + ")"));
    return "fewer than "
        + turn.matter().threshold()
        + " devices can ever sign it: "
        + String.join(", ", reasons)
        + "; "
        + planner.people(List.of(), List.of()).text();
  }

  /** Begins the attempt that the journal holds again; the devices answer as before. */
  static void resume(Turn turn) {
    RequestEvent.AttemptPlanned plan = turn.stored().last().orElseThrow();
    if (!header(turn).hash().octets().equals(plan.header())) {
      fail(turn, "the key's record changed since it was planned", List.of(), List.of());
      return;
    }
    begin(turn);
  }

  private static void begin(Turn turn) {
    List<Integer> signers = plan(turn.stored()).signers();
    ask(turn, new Phase.Voting(all(turn, signers, turn.limits().voteDeadline()), Map.of()));
  }

  static RequestEvent.AttemptPlanned plan(Stored stored) {
    return stored.last().orElseThrow();
  }

  /** The running attempt's header. */
  static SessionHeader header(Turn turn) {
    RequestEvent.AttemptPlanned plan = plan(turn.stored());
    return turn.matter().header(plan.attempt(), plan.row(), plan.signers());
  }

  static Map<Integer, Pending> all(Turn turn, List<Integer> signers, Duration deadline) {
    Map<Integer, Pending> waiting = new HashMap<>();
    signers.forEach(i -> waiting.put(i, Pending.from(turn.now(), deadline)));
    return waiting;
  }

  /** Enters a phase and asks everybody it waits for. */
  static void ask(Turn turn, Phase phase) {
    turn.phase(phase);
    phase.waiting().keySet().stream().sorted().forEach(i -> send(turn, i));
  }

  private static void send(Turn turn, int device) {
    turn.effect(new RequestEffect.ToDevice(turn.matter().nameOf(device), question(turn, device)));
  }

  /** What a device is asked in the present phase; the same whenever it is asked again. */
  private static DeviceProtocol question(Turn turn, int device) {
    RequestEvent.AttemptPlanned plan = plan(turn.stored());
    Octets id = turn.matter().id();
    Phase phase = turn.progress().phase();
    if (phase instanceof Phase.Releasing p) {
      return new DeviceProtocol.SignPartially(id, plan.attempt(), plan.header(), p.votes());
    }
    if (phase instanceof Phase.Chaining p) {
      return new DeviceProtocol.SignHop(id, plan.attempt(), plan.header(), p.votes(), p.hops());
    }
    if (phase instanceof Phase.Proving) {
      return new DeviceProtocol.Prove(id, plan.attempt(), plan.header());
    }
    return prepare(turn, plan, device);
  }

  private static DeviceProtocol prepare(Turn turn, RequestEvent.AttemptPlanned plan, int device) {
    Matter matter = turn.matter();
    List<String> approvals =
        Situation.of(turn).approvals(matter.nameOf(device)).values().stream()
            .map(approval -> approval.jws().text())
            .toList();
    return new DeviceProtocol.Prepare(
        matter.id(),
        matter.signed().jws().text(),
        matter.content().orElse(null),
        new DeviceProtocol.Plan(
            plan.attempt(), plan.mode(), plan.keyId(), plan.epoch(), plan.row(), plan.signers()),
        plan.header(),
        approvals);
  }

  /**
   * Looks at the clock and at who is gone: asks once more half-way, gives the attempt up when a
   * signer's deadline passed or it stopped answering probes. No answer is no blame (A3).
   */
  static void watch(Turn turn) {
    Phase phase = turn.progress().phase();
    List<Integer> silent = new ArrayList<>();
    Map<Integer, Pending> waiting = new HashMap<>(phase.waiting());
    for (Map.Entry<Integer, Pending> entry : phase.waiting().entrySet()) {
      Pending pending = entry.getValue();
      int device = entry.getKey();
      if (pending.isDue(turn.now()) || turn.health().lost(turn.matter().nameOf(device))) {
        silent.add(device);
      } else if (pending.isToResend(turn.now())) {
        waiting.put(device, pending.resent());
        send(turn, device);
      }
    }
    turn.phase(phase.waitingFor(waiting));
    if (silent.isEmpty()) {
      return;
    }
    if (phase instanceof Phase.Proving) {
      silent.forEach(waiting::remove);
      turn.phase(phase.waitingFor(waiting));
      Parallel.blameWhenAllAnswered(turn);
      return;
    }
    List<String> names = silent.stream().sorted().map(turn.matter()::nameOf).toList();
    List<String> busy =
        silent.stream()
            .filter(i -> phase.waiting().containsKey(i) && phase.waiting().get(i).busy())
            .sorted()
            .map(turn.matter()::nameOf)
            .toList();
    fail(
        turn,
        "no answer in time from "
            + String.join(", ", names)
            + (busy.isEmpty() ? "" : " (busy: " + String.join(", ", busy) + ")"),
        List.of(),
        names);
  }

  /**
   * Gives the running attempt up; the next one is planned in the same step if it can be.
   *
   * @param reason one sentence
   * @param excluded devices that this request does without from now on
   * @param unresponsive names of devices that are not used for a while
   */
  static void fail(
      Turn turn, String reason, List<RequestEvent.Exclusion> excluded, List<String> unresponsive) {
    int attempt = plan(turn.stored()).attempt();
    turn.note("attempt " + attempt + " came to nothing: " + reason);
    turn.emit(new RequestEvent.AttemptFailed(attempt, reason, excluded, turn.seconds()));
    unresponsive.forEach(turn::strike);
    int failures = turn.progress().failures() + 1;
    Duration pause = pauseAfter(failures, turn.limits());
    turn.progress(turn.progress().failed(turn.now().plus(pause)));
  }

  /** Longer and longer, and never for ever: an accepted request ends with its validity (I6). */
  private static Duration pauseAfter(int failures, CoordinatorLimits limits) {
    if (failures <= FAILURES_WITHOUT_PAUSE) {
      return Duration.ZERO;
    }
    int more = failures - limits.attemptsBeforeLongPauses();
    if (more < 0) {
      return Turn.backoff(limits.retryMin(), limits.retryMax(), failures - FAILURES_WITHOUT_PAUSE);
    }
    Duration pause = limits.retryMax().multipliedBy(more + 1L);
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** A device gave a value that the coordinator itself found wrong. */
  static void failBecauseOf(Turn turn, int culprit, String check) {
    fail(
        turn,
        turn.matter().nameOf(culprit) + " gave a wrong value (" + check + ")",
        List.of(new RequestEvent.Exclusion(culprit, check, true)),
        List.of());
  }

  /** Votes in the order of the signers. */
  static List<Vote> inOrder(Map<Integer, Vote> votes) {
    return votes.values().stream().sorted(Comparator.comparingInt(Vote::device)).toList();
  }

  /** Whether the device's identity key signed these octets. */
  static boolean signedBy(Turn turn, int device, Octets octets, Octets signature) {
    return turn.ring()
        .party(turn.matter().nameOf(device))
        .filter(p -> p.verify(octets.toByteArray(), signature.toByteArray()))
        .isPresent();
  }
}
