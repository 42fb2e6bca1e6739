package io.countersign.agent;

import static io.countersign.agent.Asking.NODE;
import static io.countersign.agent.Asking.NOW;
import static io.countersign.agent.Asking.RING;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** One agents' node with both its cards, a real log, and a coordinator that the test plays. */
final class NodeFixture {
  private static final char[] PIN = "012345".toCharArray();
  private static final RandomGenerator RANDOM = RandomGenerator.of("L64X128MixRandom");

  private final Clock clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), NOW));
  private final ActorTestKit kit;
  private final Path folder;
  private final LinkedBlockingQueue<SealedEnvelope> toCoordinator = new LinkedBlockingQueue<>();
  private final EnvelopeSealer sealer = sealerOf(TestRing.COORDINATOR);
  private final EnvelopeOpener opener =
      new EnvelopeOpener(
          TestRing.COORDINATOR,
          RING.ring(),
          Set.of(Role.AGENTS),
          RING.agreement(TestRing.COORDINATOR),
          clock);
  private final List<LogRecord> replayed = new ArrayList<>();
  private AgentLimits limits = AgentLimits.DEFAULT;

  NodeFixture(ActorTestKit kit, Path folder) {
    this.kit = kit;
    this.folder = folder;
    for (String agent : List.of("agent-1-1", "agent-1-2")) {
      Card.create(folder.resolve(agent + ".p12"), agent, PIN, RING.card(agent));
    }
  }

  NodeFixture limits(AgentLimits changed) {
    this.limits = changed;
    return this;
  }

  GatedStore store() throws IOException {
    return new GatedStore(folder.resolve("log"));
  }

  ActorRef<SealedEnvelope> first(GatedStore store) throws IOException {
    NodeLog log = NodeLog.create(store, owner(), clock, LogLimits.SEGMENT_OCTETS);
    return start(log, new ApprovalHistory(limits, clock));
  }

  ActorRef<SealedEnvelope> restarted() throws IOException {
    ApprovalHistory history = new ApprovalHistory(limits, clock);
    replayed.clear();
    NodeLog log =
        NodeLog.open(
            folder.resolve("log"),
            owner(),
            clock,
            entry -> {
              replayed.add(entry);
              history.accept(entry);
            });
    return start(log, history);
  }

  /** What the log held at the last restart. */
  List<LogRecord> replayed() {
    return replayed;
  }

  void stop(ActorRef<SealedEnvelope> node) {
    kit.stop(node);
  }

  SealedEnvelope seal(WireMessage message) {
    return sealer.seal(NODE, message);
  }

  EnvelopeSealer sealerOf(String party) {
    return new EnvelopeSealer(
        party, RING.ring(), RING.identity(party)::sign, RING.agreement(party), clock, RANDOM);
  }

  <T extends WireMessage> T answer(Class<T> type) throws InterruptedException {
    SealedEnvelope sealed = toCoordinator.poll(20, TimeUnit.SECONDS);
    assertThat(sealed).as("an answer").isNotNull();
    EnvelopeOpener.Opened opened = opener.open(sealed);
    assertThat(opened.from()).isEqualTo(NODE);
    assertThat(opened.message()).isInstanceOf(type);
    return type.cast(opened.message());
  }

  boolean nothingSent() {
    return toCoordinator.isEmpty();
  }

  private ActorRef<SealedEnvelope> start(NodeLog log, ApprovalHistory history) {
    return kit.spawn(
        AgentNode.create(
            new AgentSetup(
                NODE,
                RING.ring(),
                RING.identity(NODE),
                RING.agreement(NODE),
                List.of(seat("agent-1-1", AgentPolicy.AUTO), seat("agent-1-2", AgentPolicy.REFUSE)),
                log,
                history,
                (to, message) -> {
                  assertThat(to).isEqualTo(TestRing.COORDINATOR);
                  toCoordinator.add(message);
                },
                clock,
                RANDOM,
                () -> 4096,
                limits,
                next -> {})));
  }

  private AgentSetup.Seat seat(String agent, AgentPolicy policy) {
    return new AgentSetup.Seat(Card.open(folder.resolve(agent + ".p12"), agent, PIN), policy);
  }

  private static LogOwner owner() {
    IdentitySigner identity = RING.identity(NODE);
    return new LogOwner(
        new NodeIdentity(NODE, identity.publicKey().serial()),
        identity::sign,
        RING.ring().party(NODE).orElseThrow()::verify);
  }

  static Octets id(long nonce) {
    return Asking.request(nonce).id();
  }
}
