package io.countersign.coordinator;

import io.countersign.protocol.evidence.SignedApproval;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a request knows beside its journal and may lose at any moment: it is asked for again.
 * Immutable.
 *
 * @param approvals device to agent to approval, not yet stored
 * @param flushAt when a complete quorum among them is stored even if no attempt can be planned
 * @param asks agent to how he was asked
 * @param strikes device to how it failed
 * @param phase of the running attempt
 * @param failures attempts that failed in this life
 * @param planNotBefore pause after failures
 * @param used devices that said that an attempt's number is used
 * @param skip how many numbers the next attempt passes over
 * @param copies agents who were sent the document lately and did not answer yet
 * @param copiesUntil when those copies are taken to have arrived or be lost
 */
record Progress(
    Map<String, Map<String, SignedApproval>> approvals,
    Optional<Instant> flushAt,
    Map<String, Ask> asks,
    Map<String, Strike> strikes,
    Phase phase,
    int failures,
    Instant planNotBefore,
    Set<String> used,
    int skip,
    Set<String> copies,
    Instant copiesUntil) {

  static final Progress NONE =
      new Progress(
          Map.of(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          new Phase.Idle(),
          0,
          Instant.EPOCH,
          Set.of(),
          0,
          Set.of(),
          Instant.EPOCH);

  Progress {
    approvals = Map.copyOf(approvals);
    asks = Map.copyOf(asks);
    strikes = Map.copyOf(strikes);
    used = Set.copyOf(used);
    copies = Set.copyOf(copies);
  }

  /**
   * How an agent was asked.
   *
   * @param last when he was asked last
   * @param next when he is asked again if he does not answer
   * @param tries how often he was asked
   * @param declined why not, if he said no for now
   * @param policy what his node said of him when he was asked; empty when not known
   */
  record Ask(Instant last, Instant next, int tries, Optional<String> declined, String policy) {}

  /**
   * How a device failed. It is not used until it answers a probe again and the pause is over.
   *
   * @param count how often
   * @param since when it failed last
   * @param until end of the pause
   */
  record Strike(int count, Instant since, Instant until) {}

  Progress withApprovals(Map<String, Map<String, SignedApproval>> value) {
    return with(draft -> draft.approvals = value);
  }

  Progress withFlushAt(Optional<Instant> value) {
    return with(draft -> draft.flushAt = value);
  }

  Progress withAsk(String agent, Ask ask) {
    return with(draft -> draft.asks = With.entry(asks, agent, ask));
  }

  Progress withStrike(String device, Strike strike) {
    return with(draft -> draft.strikes = With.entry(strikes, device, strike));
  }

  Progress withPhase(Phase value) {
    return with(draft -> draft.phase = value);
  }

  /** The device said that the attempt's number is used. */
  Progress withUsed(String device, int numbersToSkip) {
    return with(
        draft -> {
          draft.used = With.member(used, device);
          draft.skip = numbersToSkip;
        });
  }

  Progress failed(Instant nextPlan) {
    return with(
        draft -> {
          draft.phase = new Phase.Idle();
          draft.failures = failures + 1;
          draft.planNotBefore = nextPlan;
        });
  }

  /** The next attempt was planned. */
  Progress planned() {
    return with(draft -> draft.skip = 0);
  }

  /** These agents have a copy of the document on its way to them. */
  Progress withCopies(Set<String> agents, Instant until) {
    return with(
        draft -> {
          draft.copies = agents;
          draft.copiesUntil = until;
        });
  }

  private Progress with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** All of it, to be changed in one place. */
  private static final class Draft {
    private Map<String, Map<String, SignedApproval>> approvals;
    private Optional<Instant> flushAt;
    private Map<String, Ask> asks;
    private Map<String, Strike> strikes;
    private Phase phase;
    private int failures;
    private Instant planNotBefore;
    private Set<String> used;
    private int skip;
    private Set<String> copies;
    private Instant copiesUntil;

    private Draft(Progress from) {
      approvals = from.approvals;
      flushAt = from.flushAt;
      asks = from.asks;
      strikes = from.strikes;
      phase = from.phase;
      failures = from.failures;
      planNotBefore = from.planNotBefore;
      used = from.used;
      skip = from.skip;
      copies = from.copies;
      copiesUntil = from.copiesUntil;
    }

    private Progress done() {
      return new Progress(
          approvals,
          flushAt,
          asks,
          strikes,
          phase,
          failures,
          planNotBefore,
          used,
          skip,
          copies,
          copiesUntil);
    }
  }
}
