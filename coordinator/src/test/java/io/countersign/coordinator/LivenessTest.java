package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final HealthBoard board = new HealthBoard();
  private final TestProbe<Switchboard.Message> switchboard = KIT.createTestProbe();
  private final TestProbe<Coordinator.Message> guardian = KIT.createTestProbe();

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

  /** Its first probe was sent, and the second is a minute away. */
  private ActorRef<Liveness.Message> start() {
    CoordinatorLimits d = CoordinatorLimits.defaults();
    Duration minute = Duration.ofMinutes(1);
    CoordinatorLimits limits =
        new CoordinatorLimits(
            d.voteDeadline(),
            d.partialDeadline(),
            d.hopDeadline(),
            minute,
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
            ring.ring(),
            ring.identity(TestRing.COORDINATOR)::sign,
            ring.agreement(TestRing.COORDINATOR),
            (to, envelope) -> {},
            Clock.systemUTC(),
            new SecureRandom(),
            List::of,
            limits);
    ActorRef<Liveness.Message> liveness =
        KIT.spawn(
            Liveness.create(
                setup, Clock.systemUTC(), board, switchboard.getRef(), guardian.getRef()));
    switchboard.expectMessageClass(Switchboard.Send.class);
    return liveness;
  }

  private static Liveness.Answered answer(String device, String key) {
    return new Liveness.Answered(
        device,
        new DeviceProtocol.DeviceState(
            1, device, List.of(key), "java", false, 0, 7, Octets.EMPTY, 0, 64, 1));
  }
}
