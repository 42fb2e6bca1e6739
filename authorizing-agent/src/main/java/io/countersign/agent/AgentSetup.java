package io.countersign.agent;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.RecordTaker;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Everything an agents' node is made of. The node closes the cards and the log when it stops;
 * identity and agreement key stay their owner's.
 *
 * @param name name of the node in the ring's record
 * @param identity the node's identity key
 * @param agreement the node's agreement key
 * @param seats the cards it hosts, unlocked
 * @param log the node's log, open
 * @param history what that log replayed
 * @param random names this life's channel of messages
 * @param residentBytes resident memory of the process
 * @param records where it keeps the ring's records after number 0
 */
public record AgentSetup(
    String name,
    Ring ring,
    IdentitySigner identity,
    AgreementKey agreement,
    List<Seat> seats,
    NodeLog log,
    ApprovalHistory history,
    Outbox outbox,
    Clock clock,
    RandomGenerator random,
    LongSupplier residentBytes,
    AgentLimits limits,
    RecordTaker.Keeper records) {

  /** One agent's card, and what he answers. */
  public record Seat(Card card, AgentPolicy policy) {}

  /** Checks that all of it belongs together, as {@link #requireFitting} says. */
  public AgentSetup {
    seats = List.copyOf(seats);
    requireFitting(name, ring, identity, seats);
    check(
        ring.party(name).orElseThrow().agreement().equals(Octets.of(agreement.spki())),
        "the agreement key of " + name + " is not the one that the ring lists");
  }

  /**
   * Checks that a node's keys and cards are those that the ring lists.
   *
   * @throws IllegalArgumentException if the ring lists no such agents' node with that identity key,
   *     or a card is not the one that the ring lists for an agent at this node
   */
  public static void requireFitting(
      String name, Ring ring, IdentitySigner identity, List<Seat> seats) {
    Ring.Party self =
        ring.party(name)
            .filter(party -> party.role() == Role.AGENTS)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ring " + ring.name() + " has no agents' node " + name));
    check(
        self.serial().equals(identity.publicKey().serial()),
        "the identity key of "
            + name
            + " has serial "
            + identity.publicKey().serial()
            + ", the ring lists "
            + self.serial());
    Set<String> seen = new HashSet<>();
    for (Seat seat : seats) {
      requireRegistered(ring, name, seat.card());
      check(seen.add(seat.card().name()), "the card of " + seat.card().name() + " twice");
    }
  }

  /** The agent that a seat is of. */
  Ring.Agent agentOf(Seat seat) {
    return ring.agent(seat.card().name()).orElseThrow();
  }

  private static void requireRegistered(Ring ring, String node, Card card) {
    Ring.Agent agent =
        ring.agent(card.name())
            .filter(a -> a.node().equals(node))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the ring lists no agent " + card.name() + " at " + node));
    check(
        agent.serial().equals(card.serial()),
        "the card of "
            + card.name()
            + " has serial "
            + card.serial()
            + ", the ring lists "
            + agent.serial());
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new IllegalArgumentException(detail);
    }
  }
}
