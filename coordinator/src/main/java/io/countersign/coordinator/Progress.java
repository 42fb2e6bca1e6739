package io.countersign.coordinator;

import io.countersign.protocol.evidence.SignedApproval;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    return new Progress(
        value,
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

  Progress withFlushAt(Optional<Instant> value) {
    return new Progress(
        approvals,
        value,
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

  Progress withAsk(String agent, Ask ask) {
    return new Progress(
        approvals,
        flushAt,
        With.entry(asks, agent, ask),
        strikes,
        phase,
        failures,
        planNotBefore,
        used,
        skip,
        copies,
        copiesUntil);
  }

  Progress withStrike(String device, Strike strike) {
    return new Progress(
        approvals,
        flushAt,
        asks,
        With.entry(strikes, device, strike),
        phase,
        failures,
        planNotBefore,
        used,
        skip,
        copies,
        copiesUntil);
  }

  Progress withPhase(Phase value) {
    return new Progress(
        approvals,
        flushAt,
        asks,
        strikes,
        value,
        failures,
        planNotBefore,
        used,
        skip,
        copies,
        copiesUntil);
  }

  /** The device said that the attempt's number is used. */
  Progress withUsed(String device, int numbersToSkip) {
    return new Progress(
        approvals,
        flushAt,
        asks,
        strikes,
        phase,
        failures,
        planNotBefore,
        With.member(used, device),
        numbersToSkip,
        copies,
        copiesUntil);
  }

  Progress failed(Instant nextPlan) {
    return new Progress(
        approvals,
        flushAt,
        asks,
        strikes,
        new Phase.Idle(),
        failures + 1,
        nextPlan,
        used,
        skip,
        copies,
        copiesUntil);
  }

  /** The next attempt was planned. */
  Progress planned() {
    return new Progress(
        approvals,
        flushAt,
        asks,
        strikes,
        phase,
        failures,
        planNotBefore,
        used,
        0,
        copies,
        copiesUntil);
  }

  /** These agents have a copy of the document on its way to them. */
  Progress withCopies(Set<String> agents, Instant until) {
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
        agents,
        until);
  }
}
