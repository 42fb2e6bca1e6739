package io.countersign.coordinator;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The part of a request that deals with agents: asks them, and counts what they say (M6, M16). */
final class People {
  /** If anybody who was asked has not agreed by then, everybody is asked. */
  private static final Duration ASK_MORE = Duration.ofSeconds(1);

  /** A copy of a document that nobody answered by then is no longer in this process. */
  private static final Duration COPY_TIME = Duration.ofSeconds(1);

  private People() {}

  /**
   * Asks the agents whose device lacks its quorum and who have not been asked, whose pause is over,
   * whose policy changed, or whose node came back after they were asked. Asking twice gets the same
   * answer. At first only as many are asked as are needed; when one of them does not agree at once,
   * everybody is.
   */
  static void ask(Turn turn) {
    if (!turn.now().isBefore(turn.progress().copiesUntil())) {
      turn.progress(turn.progress().withCopies(Set.of(), Instant.EPOCH));
    }
    List<Ring.Agent> due = due(turn);
    if (!due.isEmpty() && !isSlow(turn)) {
      Optional<Set<String>> few =
          Situation.of(turn)
              .planner()
              .fewest(turn.matter().spread(), turn.progress().asks().keySet());
      due.removeIf(agent -> few.filter(names -> !names.contains(agent.name())).isPresent());
    }
    if (due.isEmpty()) {
      return;
    }
    if (turn.matter().content().isPresent()) {
      if (!turn.moment().mayAsk()) {
        turn.wantToAsk();
        return;
      }
      Set<String> copies = new HashSet<>(turn.progress().copies());
      due.forEach(agent -> copies.add(agent.name()));
      turn.progress(turn.progress().withCopies(copies, turn.now().plus(COPY_TIME)));
    }
    due.forEach(agent -> ask(turn, agent));
  }

  /** Whether somebody who was asked has not agreed in good time. */
  private static boolean isSlow(Turn turn) {
    Situation situation = Situation.of(turn);
    return turn.progress().asks().entrySet().stream()
        .filter(
            asked ->
                asked.getValue().declined().isPresent()
                    || !turn.now().isBefore(asked.getValue().last().plus(ASK_MORE)))
        .anyMatch(
            asked ->
                turn.ring()
                    .agent(asked.getKey())
                    .filter(a -> !situation.approvals(a.device()).containsKey(a.name()))
                    .isPresent());
  }

  private static List<Ring.Agent> due(Turn turn) {
    Situation situation = Situation.of(turn);
    List<Ring.Agent> due = new ArrayList<>();
    for (KeyRecord.Device device : turn.matter().key().record().devices()) {
      if (situation.isExcluded(device.index()) || situation.isQuorate(device.name())) {
        continue;
      }
      for (Ring.Agent agent : situation.askable(device.name())) {
        if (isDue(turn, agent)) {
          due.add(agent);
        }
      }
    }
    return due;
  }

  /** Octets of all copies of the request's document that its agents may be sent at once. */
  static long copiesOctets(Matter matter, Ring ring) {
    long agents =
        matter.key().record().devices().stream()
            .mapToLong(device -> ring.agentsOf(device.name()).size())
            .sum();
    return agents * matter.content().map(Octets::length).orElse(0);
  }

  private static void arrived(Turn turn, String agent) {
    Progress progress = turn.progress();
    turn.progress(
        progress.withCopies(With.without(progress.copies(), agent), progress.copiesUntil()));
  }

  private static boolean isDue(Turn turn, Ring.Agent agent) {
    Progress.Ask ask = turn.progress().asks().get(agent.name());
    return ask == null
        || !turn.now().isBefore(ask.next())
        || turn.health().returnedAfter(agent.node(), ask.last())
        || (hasOtherPolicy(turn, agent, ask)
            && !turn.now().isBefore(policyCounts(ask, turn.limits())));
  }

  /**
   * When an agent is asked again because his node says something else of him: at once the first
   * time, and no more than once in the shortest pause after that.
   */
  private static Instant policyCounts(Progress.Ask ask, CoordinatorLimits limits) {
    return ask.tries() <= 1 ? ask.last() : ask.last().plus(limits.askAgainMin());
  }

  /** When the agent is asked again if he does not answer and nothing changes. */
  static Instant nextAsk(Turn turn, Ring.Agent agent, Progress.Ask ask) {
    List<Instant> times = new ArrayList<>(List.of(ask.next()));
    Instant askMore = ask.last().plus(ASK_MORE);
    if (turn.now().isBefore(askMore)) {
      times.add(askMore);
    }
    if (hasOtherPolicy(turn, agent, ask)) {
      times.add(policyCounts(ask, turn.limits()));
    }
    return Collections.min(times);
  }

  private static boolean hasOtherPolicy(Turn turn, Ring.Agent agent, Progress.Ask ask) {
    String policy = turn.health().policyOf(agent.name(), agent.node());
    return !policy.isEmpty() && !ask.policy().isEmpty() && !policy.equals(ask.policy());
  }

  private static void ask(Turn turn, Ring.Agent agent) {
    Progress.Ask before = turn.progress().asks().get(agent.name());
    int tries = before == null ? 1 : before.tries() + 1;
    Duration pause = Turn.backoff(turn.limits().askAgainMin(), turn.limits().askAgainMax(), tries);
    Optional<String> declined = before == null ? Optional.empty() : before.declined();
    turn.progress(
        turn.progress()
            .withAsk(
                agent.name(),
                new Progress.Ask(
                    turn.now(),
                    turn.now().plus(pause),
                    tries,
                    declined,
                    turn.health().policyOf(agent.name(), agent.node()))));
    Matter matter = turn.matter();
    turn.effect(
        new RequestEffect.ToAgents(
            agent.node(),
            new AgentProtocol.AskApproval(
                matter.id(),
                agent.name(),
                agent.device(),
                matter.signed().jws().text(),
                matter.content().orElse(null))));
  }

  /** An answer of an agents' node about one of its agents. */
  static void on(Turn turn, String node, AgentProtocol message) {
    if (message instanceof AgentProtocol.Approved approved) {
      onApproved(turn, node, approved);
    } else if (message instanceof AgentProtocol.Declined declined) {
      onDeclined(turn, node, declined);
    }
  }

  private static void onApproved(Turn turn, String node, AgentProtocol.Approved message) {
    Optional<Ring.Agent> agent = agentAt(turn, node, message.agent(), message.device());
    Optional<Ring.Party> device = turn.ring().party(message.device());
    if (agent.isEmpty() || device.isEmpty()) {
      turn.note(node + " answered for an agent that it does not host");
      return;
    }
    arrived(turn, message.agent());
    if (Situation.of(turn).approvals(message.device()).containsKey(message.agent())) {
      return;
    }
    try {
      SignedApproval approval =
          SignedApproval.verified(
              message.approval(), turn.matter().signed(), turn.ring(), device.get(), turn.wall());
      keep(turn, approval);
    } catch (EvidenceException e) {
      turn.note("the approval of " + message.agent() + " does not count: " + e.getMessage());
    }
  }

  private static void keep(Turn turn, SignedApproval signed) {
    String device = signed.approval().device();
    Map<String, Map<String, SignedApproval>> all = turn.progress().approvals();
    Map<String, SignedApproval> ofDevice =
        With.entry(all.getOrDefault(device, Map.of()), signed.approval().agent(), signed);
    turn.progress(turn.progress().withApprovals(With.entry(all, device, ofDevice)));
  }

  private static void onDeclined(Turn turn, String node, AgentProtocol.Declined message) {
    if (agentAt(turn, node, message.agent(), message.device()).isEmpty()) {
      turn.note(node + " answered for an agent that it does not host");
      return;
    }
    String agent = message.agent();
    arrived(turn, agent);
    if (message.lasting()) {
      if (!turn.stored().declined().containsKey(agent)) {
        turn.emit(
            new RequestEvent.AgentDeclined(
                agent, message.device(), message.refusal().detail(), turn.seconds()));
      }
      return;
    }
    Progress.Ask ask = turn.progress().asks().get(agent);
    if (ask == null) {
      return;
    }
    boolean busy = message.refusal().code() == Refusal.Code.BUSY;
    Duration pause =
        Duration.ofMillis(
            Math.min(
                Math.max(message.refusal().retryAfterMillis(), 1),
                turn.limits().askAgainMax().toMillis()));
    turn.progress(
        turn.progress()
            .withAsk(
                agent,
                new Progress.Ask(
                    ask.last(),
                    busy ? turn.now().plus(pause) : ask.next(),
                    ask.tries(),
                    busy ? ask.declined() : Optional.of(message.refusal().detail()),
                    ask.policy())));
  }

  private static Optional<Ring.Agent> agentAt(Turn turn, String node, String agent, String device) {
    return turn.ring()
        .agent(agent)
        .filter(a -> a.node().equals(node) && a.device().equals(device))
        .filter(a -> turn.matter().key().indexOf(device).isPresent());
  }

  /**
   * Stores complete quorums that waited long enough for an attempt to be stored with: approvals of
   * people who will not be asked twice because we crashed.
   */
  static void flush(Turn turn) {
    boolean complete = turn.progress().approvals().keySet().stream().anyMatch(isComplete(turn));
    if (!complete) {
      turn.progress(turn.progress().withFlushAt(Optional.empty()));
      return;
    }
    Instant flushAt =
        turn.progress().flushAt().orElse(turn.now().plus(turn.limits().approvalFlush()));
    turn.progress(turn.progress().withFlushAt(Optional.of(flushAt)));
    if (!turn.now().isBefore(flushAt)) {
      store(turn);
    }
  }

  /** Stores every complete quorum that is not stored yet. */
  static void store(Turn turn) {
    Situation situation = Situation.of(turn);
    for (String device : turn.progress().approvals().keySet().stream().sorted().toList()) {
      if (situation.isQuorate(device)) {
        turn.emit(
            new RequestEvent.ApprovalsGathered(
                device,
                situation.approvals(device).values().stream()
                    .map(approval -> approval.jws().text())
                    .toList(),
                turn.seconds()));
        turn.progress(turn.progress().withApprovals(With.out(turn.progress().approvals(), device)));
      }
    }
    turn.progress(turn.progress().withFlushAt(Optional.empty()));
  }

  private static Predicate<String> isComplete(Turn turn) {
    return Situation.of(turn)::isQuorate;
  }
}
