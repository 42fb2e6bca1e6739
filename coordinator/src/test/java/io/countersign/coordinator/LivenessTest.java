package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.HeadStatement;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivenessTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final Path folder;
  private final HealthBoard board = new HealthBoard();
  private final TestProbe<Switchboard.Message> switchboard = KIT.createTestProbe();
  private final TestProbe<Coordinator.Message> guardian = KIT.createTestProbe();

  LivenessTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void hearsOneAnswerToAProbeHoweverManyAreSent() {
    ActorRef<Liveness.Message> liveness = start();

    for (int i = 0; i < 10_000; i++) {
      liveness.tell(answer("device-1", i % 2 == 0 ? "main/add" : "main/mult"));
    }
    liveness.tell(answer("device-2", "main/add"));

    guardian.expectMessageClass(Coordinator.HealthChanged.class);
    guardian.expectMessageClass(Coordinator.HealthChanged.class);
    guardian.expectNoMessage(Duration.ofMillis(100));
    assertThat(board.latest().couldUse("device-1", "main/add")).isTrue();
    assertThat(board.latest().couldUse("device-1", "main/mult")).isFalse();
    assertThat(board.latest().couldUse("device-2", "main/add")).isTrue();
  }

  /** I3: it believes those whom this coordinator believes no more, or the other way round. */
  @Test
  void aDeviceThatObeysAnotherRecordIsUsedForNothing() {
    Ring ring = Rings.SMALL.freshRing();
    ActorRef<Liveness.Message> liveness = start(Duration.ofMinutes(1), ring);
    liveness.tell(answer("device-1", "main/add"));
    guardian.expectMessageClass(Coordinator.HealthChanged.class);
    assertThat(board.latest().couldUse("device-1", "main/add")).isTrue();

    Rings.SMALL.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    liveness.tell(answer("device-2", "main/add"));
    guardian.expectMessageClass(Coordinator.HealthChanged.class);
    assertThat(board.latest().device("device-2").orElseThrow().reachable()).isTrue();
    assertThat(board.latest().couldUse("device-2", "main/add")).isFalse();
  }

  @Test
  void aRevokedDeviceIsNotThereAtOnce() {
    Ring ring = Rings.SMALL.freshRing();
    ActorRef<Liveness.Message> liveness = start(Duration.ofMinutes(1), ring);
    liveness.tell(answer("device-1", "main/add"));
    guardian.expectMessageClass(Coordinator.HealthChanged.class);

    Rings.SMALL.take(ring, RingChange.of(ring).revoke("device-1"));
    liveness.tell(answer("device-2", "main/add"));
    guardian.expectMessageClass(Coordinator.HealthChanged.class);
    assertThat(board.latest().device("device-1").orElseThrow().reachable()).isFalse();
    assertThat(board.latest().couldUse("device-1", "main/add")).isFalse();
  }

  @Test
  void whoIsRevokedIsNotProbed() {
    Ring ring = Rings.SMALL.freshRing();
    Rings.SMALL.take(ring, RingChange.of(ring).revoke("device-2").revoke("agents-2"));
    start(Duration.ofMillis(2), ring);

    assertThat(switchboard.receiveSeveralMessages(40))
        .extracting(message -> ((Switchboard.Send) message).to())
        .contains("device-1", "agents-3")
        .doesNotContain("device-2", "agents-2");
  }

  /** Its first probe was sent, and the second is a minute away. */
  private ActorRef<Liveness.Message> start() {
    return start(Duration.ofMinutes(1));
  }

  private ActorRef<Liveness.Message> start(Duration probeInterval) {
    return start(probeInterval, Rings.SMALL.ring());
  }

  private ActorRef<Liveness.Message> start(Duration probeInterval, Ring inForce) {
    CoordinatorLimits d = CoordinatorLimits.defaults();
    Duration minute = Duration.ofMinutes(1);
    CoordinatorLimits limits =
        new CoordinatorLimits(
            d.voteDeadline(),
            d.partialDeadline(),
            d.hopDeadline(),
            probeInterval,
            minute,
            d.askAgainMin(),
            d.askAgainMax(),
            d.retryMin(),
            d.retryMax(),
            d.approvalFlush(),
            d.attemptsBeforeLongPauses(),
            d.attemptsAtOnce(),
            d.openRequests(),
            d.openContentOctets(),
            d.endedKept(),
            d.waitersPerRequest(),
            d.recoveries());
    TestRing ring = Rings.SMALL;
    CoordinatorSetup setup =
        new CoordinatorSetup(
            TestRing.COORDINATOR,
            inForce,
            ring.identity(TestRing.COORDINATOR)::sign,
            ring.agreement(TestRing.COORDINATOR),
            (to, envelope) -> {},
            Clock.systemUTC(),
            new SecureRandom(),
            List::of,
            new TestLog(folder).open(ring),
            limits,
            next -> {});
    ActorRef<Liveness.Message> liveness =
        KIT.spawn(
            Liveness.create(
                setup, Clock.systemUTC(), board, switchboard.getRef(), guardian.getRef()));
    switchboard.expectMessageClass(Switchboard.Send.class);
    return liveness;
  }

  @Test
  void passesOnWhatANodeSaidOfItsLogToTheOthers() {
    LogHeads heads = new LogHeads(Rings.SMALL.ring(), List.of());
    HeadStatement first = head("device-1", 7);
    HeadStatement agents = head("agents-1", 3);
    heads.told("device-1", first);
    heads.told("agents-1", agents);
    heads.told("device-2", first);
    heads.told("device-2", new HeadStatement("device-2", 7, first.hash(), first.signature()));
    heads.told("device-2", HeadStatement.NONE);

    assertThat(heads.forNode("device-1", 1)).containsExactly(first, agents);
    assertThat(heads.forNode("device-2", 1)).containsExactly(agents, first);

    HeadStatement back = head("device-1", 5);
    heads.told("device-1", back);
    assertThat(heads.forNode("agents-1", 1)).containsExactly(agents, back);
    assertThat(heads.forNode("device-1", 1)).as("its greatest").containsExactly(first, agents);
  }

  @Test
  void tellsANodeTheGreatestOfItsHeadsThatWasRecordedInAnEarlierLife() {
    HeadStatement before = head("device-1", 7);
    LogHeads heads = new LogHeads(Rings.SMALL.ring(), List.of(before));
    assertThat(heads.forNode("device-2", 1)).isEmpty();
    heads.told("device-1", head("device-1", 5));
    assertThat(heads.forNode("device-1", 1)).containsExactly(before);
  }

  @Test
  void tellsEveryNodeWhatTheOthersSaid() {
    ActorRef<Liveness.Message> liveness = start(Duration.ofMillis(2));
    liveness.tell(new Liveness.HeadTold("device-1", head("device-1", 7)));
    boolean device = false;
    boolean agents = false;
    for (int i = 0; i < 2_000 && !(device && agents); i++) {
      Switchboard.Send send = switchboard.expectMessageClass(Switchboard.Send.class);
      List<HeadStatement> heads = List.of();
      if (send.message() instanceof DeviceProtocol.Heads told) {
        heads = told.heads();
      } else if (send.message() instanceof AgentProtocol.AgentHeads told) {
        heads = told.heads();
      }
      if (send.to().equals("device-1")) {
        assertThat(heads)
            .filteredOn(head -> head.node().equals("device-1"))
            .allMatch(head("device-1", 7)::equals);
      }
      device |=
          send.to().equals("device-2") && heads.contains(head("device-1", 7)) && tellsItsOwn(heads);
      agents |=
          send.to().equals("agents-1") && heads.contains(head("device-1", 7)) && tellsItsOwn(heads);
    }
    assertThat(device && agents).as("both were told").isTrue();
  }

  /** Its own log's head is passed on as those of the others are. */
  private static boolean tellsItsOwn(List<HeadStatement> heads) {
    Ring.Party self = Rings.SMALL.ring().party(TestRing.COORDINATOR).orElseThrow();
    return heads.stream().anyMatch(head -> head.saidBy(self));
  }

  private static HeadStatement head(String node, long n) {
    IdentitySigner identity = Rings.SMALL.identity(node);
    return HeadStatement.sign(
        new NodeIdentity(node, identity.publicKey().serial()),
        new LogHead(n, "ab".repeat(32)),
        identity::sign);
  }

  private static Liveness.Answered answer(String device, String key) {
    return new Liveness.Answered(
        device,
        new DeviceProtocol.DeviceState(
            1,
            device,
            List.of(key),
            "java",
            false,
            0,
            Rings.SMALL.pin(),
            7,
            Octets.EMPTY,
            0,
            64,
            1,
            List.of(),
            List.of()));
  }
}
