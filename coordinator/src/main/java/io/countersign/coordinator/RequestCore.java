package io.countersign.coordinator;

import io.countersign.protocol.evidence.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The life of one request, as a pure function: {@code step(state, input) -> (state, events,
 * effects)}. No effect leaves before the events of its step are stored and synced.
 *
 * <p>Transitions. A request is <em>collecting</em> or <em>waiting</em> while no attempt runs; a
 * running attempt is <em>voting</em>, then <em>releasing</em> (parallel) or <em>chaining</em>
 * (serial), then <em>combining</em>, and after a failure there <em>proving</em> and
 * <em>blaming</em>.
 *
 * <pre>
 *  line  from        input                              to            events and effects
 *   1    (nothing)   submitted                          collecting    Accepted; agents are asked
 *   2    any         submitted again                    same          nothing
 *   3    any open    approval, does not verify          same          note
 *   4    collecting  approval, device's quorum full     collecting    ApprovalsGathered after a while
 *   5    collecting  approval, t quorums full           voting        ApprovalsGathered, AttemptPlanned; Prepare to t
 *   6    collecting  decline, for now                   collecting    asked again after a pause
 *   7    collecting  decline, for good                  collecting    AgentDeclined
 *   8    collecting  decline, t can no more agree       refused       AgentDeclined, Failed
 *   9    waiting     tick, t devices are there again    voting        AttemptPlanned; Prepare to t
 *  10    voting      vote                               voting        nothing
 *  11    voting      last vote, parallel                releasing     SignPartially to t
 *  12    voting      last vote, serial                  chaining      SignHop to the first
 *  13    voting      vote, signature wrong              voting/wait   AttemptFailed (excluded), next plan
 *  14    asking      tick, half of a deadline           same          the question once more
 *  15    asking      tick, deadline or device lost      voting/wait   AttemptFailed, next plan without it
 *  16    asking      refused: busy                      same          asked again after its pause, until its deadline
 *  17    asking      refused: attempt used              voting        AttemptFailed, next plan, of a higher number;
 *                    once more, the same device         voting/wait   AttemptFailed, next plan without it
 *  18    asking      refused: not ready, expired, too   voting/wait   AttemptFailed, next plan without it
 *                    few approvals; after its vote
 *                    anything else
 *  19    voting      refused: bad request, policy       voting/wait   AttemptFailed (excluded), next plan
 *  20    releasing   partial signature                  releasing     nothing
 *  21    releasing   last partial signature             combining     combine
 *  22    releasing   wrong length, wrong signature,     voting/wait   AttemptFailed (excluded), next plan
 *                    a second value
 *  23    chaining    hop                                chaining      SignHop to the next
 *  24    chaining    last hop                           combining     finish
 *  25    chaining    wrong length, wrong signature      voting/wait   AttemptFailed (excluded), next plan
 *  26    chaining    refused: bad contribution          blaming       verify all proofs
 *  27    combining   signature                          signed        Signed
 *  28    combining   culprits known at once             voting/wait   AttemptFailed (excluded), next plan
 *  29    combining   some value is wrong                proving       Prove to t
 *  30    proving     last proof, refusal or deadline    blaming       blame
 *  31    blaming     culprits                           voting/wait   AttemptFailed (excluded), next plan
 *  32    blaming     no proof, or accuser was wrong     voting/wait   AttemptFailed, next plan without it
 *  33    any open    fewer than t can ever sign         refused       Failed
 *  34    any idle    tick, pause after failures over    voting        AttemptPlanned, however many failed
 *  35    any open    validity over                      expired       Expired
 *  36    any open    resumed, an attempt was running    voting        Prepare to t, same attempt
 *  37    any open    resumed, none was running          collecting    missing agents are asked
 *  38    any open    answer of another attempt, phase   same          nothing
 *                    or device
 *  39    ended       anything                           same          nothing
 *  40    any idle    t quorums full, no slot free       same          wants a slot
 *  41    any open    agents to be sent the document,    same          wants to ask
 *                    too many copies on their way
 *  42    any open    requester revoked, or what is to   refused       Failed
 *                    be signed is no next record
 * </pre>
 *
 * <p>"Asking" is voting, releasing, chaining or proving; in proving, lines 15, 17 and 18 are line
 * 30. Excluded is for ever, other failures rest a device until it answers probes again and its
 * pause is over.
 */
final class RequestCore {
  private final Ring ring;
  private final CoordinatorLimits limits;

  RequestCore(Ring ring, CoordinatorLimits limits) {
    this.ring = ring;
    this.limits = limits;
  }

  /**
   * What came of a step.
   *
   * @param stored the state after the events
   * @param progress the rest of the state
   * @param situation what both mean
   * @param events to be stored, all or none
   * @param effects to be carried out after that, in order
   * @param wantsSlot whether an attempt waits for its turn alone
   * @param wantsToAsk whether copies of its document for agents wait for their turn
   * @param wake when a {@link RequestInput.Tick} is due at the latest, by the {@link SteadyTime}
   */
  record Step(
      Stored stored,
      Progress progress,
      Situation situation,
      List<RequestEvent> events,
      List<RequestEffect> effects,
      boolean wantsSlot,
      boolean wantsToAsk,
      Optional<Instant> wake) {
    Step {
      events = List.copyOf(events);
      effects = List.copyOf(effects);
    }
  }

  Ring ring() {
    return ring;
  }

  CoordinatorLimits limits() {
    return limits;
  }

  /** Takes one step. */
  Step step(Stored stored, Progress progress, RequestInput input, Moment moment) {
    Turn turn = new Turn(ring, limits, stored, progress, moment);
    if (input instanceof RequestInput.Submitted submitted && stored.isEmpty()) {
      turn.emit(
          new RequestEvent.Accepted(
              submitted.request().jws().text(), submitted.content().orElse(null), turn.seconds()));
    } else if (turn.isOpen()) {
      take(turn, input);
    }
    if (turn.isOpen()) {
      settle(turn);
    }
    Progress left = turn.isOpen() ? turn.progress() : Progress.NONE;
    return new Step(
        turn.stored(),
        left,
        turn.situation().after(turn.stored(), left),
        turn.events(),
        turn.effects(),
        turn.wantsSlot(),
        turn.isOpen() && turn.wantsToAsk(),
        turn.isOpen() ? Optional.of(wake(turn)) : Optional.empty());
  }

  private static void take(Turn turn, RequestInput input) {
    if (input instanceof RequestInput.FromDevice m) {
      Devices.on(turn, m.device(), m.message());
    } else if (input instanceof RequestInput.FromAgents m) {
      People.on(turn, m.node(), m.message());
    } else if (input instanceof RequestInput.Computed m) {
      Devices.onComputed(turn, m.attempt(), m.outcome());
    } else if (input instanceof RequestInput.Resumed && turn.stored().running()) {
      Attempts.resume(turn);
    }
  }

  /** What follows from the state and the world, whatever the input was. */
  private static void settle(Turn turn) {
    if (turn.seconds() > turn.matter().request().notAfter()) {
      turn.emit(new RequestEvent.Expired(turn.seconds()));
      return;
    }
    Optional<String> over = turn.matter().whyOver(turn.ring());
    if (over.isPresent()) {
      turn.emit(new RequestEvent.Failed(over.get(), turn.seconds()));
      return;
    }
    Attempts.watch(turn);
    if (turn.isIdle()) {
      Attempts.plan(turn);
    }
    if (turn.isOpen()) {
      People.flush(turn);
      People.ask(turn);
    }
  }

  private static Instant wake(Turn turn) {
    Progress progress = turn.progress();
    List<Instant> times = new ArrayList<>();
    Instant validityOver = Instant.ofEpochSecond(turn.matter().request().notAfter() + 1);
    times.add(turn.now().plus(Duration.between(turn.wall(), validityOver)));
    progress.flushAt().ifPresent(times::add);
    Situation situation = Situation.of(turn);
    turn.matter().key().record().devices().stream()
        .filter(d -> !situation.isExcluded(d.index()) && !situation.isQuorate(d.name()))
        .flatMap(d -> situation.askable(d.name()).stream())
        .forEach(
            agent -> {
              Progress.Ask ask = progress.asks().get(agent.name());
              if (ask != null && !turn.wantsToAsk()) {
                times.add(People.nextAsk(turn, agent, ask));
              }
            });
    if (!progress.copies().isEmpty()) {
      times.add(progress.copiesUntil());
    }
    if (turn.isIdle()) {
      if (turn.now().isBefore(progress.planNotBefore())) {
        times.add(progress.planNotBefore());
      }
      Instant nextProbe = turn.now().plus(turn.limits().probeInterval());
      situation.restEnds().ifPresent(ends -> times.add(ends.isAfter(nextProbe) ? ends : nextProbe));
    }
    progress.phase().waiting().values().forEach(pending -> times.add(pending.next()));
    return times.stream().min(Instant::compareTo).orElseThrow();
  }
}
