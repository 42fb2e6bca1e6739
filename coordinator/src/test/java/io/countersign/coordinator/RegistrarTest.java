package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a coordinator takes the ring's next record and tells the nodes of it (I3). */
class RegistrarTest {
  private static final TestRing RING = Rings.SMALL;
  private static final Duration NOTHING = Duration.ofMillis(50);

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Switchboard.Message> switchboard = kit.createTestProbe();
  private final TestProbe<Coordinator.Message> guardian = kit.createTestProbe();
  private final TestProbe<CoordinatorCommand.RecordReply> client = kit.createTestProbe();
  private final Ring ring = RING.freshRing();
  private final MemoryRecords records = new MemoryRecords();
  private final TestLog log;
  private final GroupCommitter committer;
  private final ActorRef<Registrar.Message> registrar;
  private final String first = revoking(TestRing.VISITOR);

  RegistrarTest(@TempDir Path folder) {
    this.log = new TestLog(folder);
    CoordinatorLog opened = log.open(RING);
    this.committer = GroupCommitter.start(opened.log(), 10);
    CoordinatorSetup setup =
        new CoordinatorSetup(
            TestRing.COORDINATOR,
            ring,
            RING.identity(TestRing.COORDINATOR)::sign,
            RING.agreement(TestRing.COORDINATOR),
            (to, envelope) -> {},
            Clock.systemUTC(),
            new SecureRandom(),
            List::of,
            opened,
            CoordinatorLimits.defaults(),
            records);
    this.registrar =
        kit.spawn(Registrar.create(setup, committer, switchboard.getRef(), guardian.getRef()));
  }

  @AfterEach
  void end() throws IOException {
    kit.shutdownTestKit();
    committer.close();
  }

  private String revoking(String name) {
    return RING.next(ring, RingChange.of(ring).revoke(name));
  }

  private void bring(String record) {
    registrar.tell(new Registrar.Bring(record, client.getRef()));
  }

  private Map<String, WireMessage> told(int parties) {
    Map<String, WireMessage> told = new HashMap<>();
    for (int i = 0; i < parties; i++) {
      Switchboard.Send send = switchboard.expectMessageClass(Switchboard.Send.class);
      told.put(send.to(), send.message());
    }
    return told;
  }

  @Test
  void theNextRecordIsKeptAndToldToEveryNodeAndInForce() throws IOException {
    bring(first);

    assertThat(told(6))
        .containsOnlyKeys("device-1", "device-2", "device-3", "agents-1", "agents-2", "agents-3")
        .containsEntry("device-1", new DeviceProtocol.NextRecord(first))
        .containsEntry("agents-3", new AgentProtocol.AgentNextRecord(first));
    assertThat(client.receiveMessage())
        .isEqualTo(new CoordinatorCommand.RecordTaken(1, ring.hash()));
    guardian.expectMessageClass(Coordinator.HealthChanged.class);
    assertThat(ring.isInForce(first)).isTrue();
    assertThat(records.text(1)).contains(first);
    committer.close();
    assertThat(log.records(RING)).extracting(LogRecord::kind).endsWith(RecordTaker.KIND);
  }

  @Test
  void theSameRecordTwiceGetsTheSameAnswerAndNothingElse() {
    bring(first);
    CoordinatorCommand.RecordReply answer = client.receiveMessage();
    told(6);
    bring(first);

    assertThat(client.receiveMessage()).isEqualTo(answer);
    switchboard.expectNoMessage(NOTHING);
  }

  @Test
  void aForgedRecordIsRefusedAndChangesNothing() {
    String forged =
        RingChange.unsigned(ring, RingChange.of(ring).revoke("device-1").record(Instant.now()))
            .with(new byte[256])
            .text();
    bring(forged);

    CoordinatorCommand.NotTaken refused =
        client.expectMessageClass(CoordinatorCommand.NotTaken.class);
    assertThat(refused.why().check()).isEqualTo("ring-record:signature");
    switchboard.expectNoMessage(NOTHING);
    assertThat(records.text(1)).isEmpty();
    assertThat(ring.sequence()).isZero();
  }

  @Test
  void whoBringsAnotherMeanwhileIsTurnedAway() {
    bring(first);
    bring(revoking("agent-1-1"));

    client.expectMessageClass(CoordinatorCommand.Busy.class);
    client.expectMessageClass(CoordinatorCommand.RecordTaken.class);
    assertThat(ring.agent("agent-1-1").orElseThrow().revoked()).isFalse();
  }

  @Test
  void aRecordThatCannotBeKeptIsToldToNobodyAndMayBeBroughtAgain() {
    records.fill(true);
    bring(first);
    client.expectMessageClass(CoordinatorCommand.Unwritable.class);
    switchboard.expectNoMessage(NOTHING);
    assertThat(ring.sequence()).isZero();

    records.fill(false);
    bring(first);
    client.expectMessageClass(CoordinatorCommand.RecordTaken.class);
  }

  @Test
  void aRecordThatCannotBeLoggedIsToldToNobody() {
    log.breakDown(true);
    bring(first);

    client.expectMessageClass(CoordinatorCommand.Unwritable.class);
    guardian.expectMessageClass(Coordinator.LogLost.class);
    switchboard.expectNoMessage(NOTHING);
    assertThat(ring.sequence()).isZero();
    log.breakDown(false);
  }

  @Test
  void aNodeThatIsBehindIsToldTheRecordAfterItsOwn() throws IOException {
    records.keep(ring.next(first));
    ring.take(ring.next(first));
    String second = revoking("agent-1-1");
    records.keep(ring.next(second));
    ring.take(ring.next(second));

    registrar.tell(new Registrar.Behind("device-1", Role.DEVICE, 0));
    assertThat(told(1)).containsEntry("device-1", new DeviceProtocol.NextRecord(first));
    registrar.tell(new Registrar.Behind("agents-1", Role.AGENTS, 1));
    assertThat(told(1)).containsEntry("agents-1", new AgentProtocol.AgentNextRecord(second));
    for (int i = 0; i < 20; i++) {
      registrar.tell(new Registrar.Behind("device-1", Role.DEVICE, 0));
    }
    registrar.tell(new Registrar.Behind("device-2", Role.DEVICE, 0));
    assertThat(told(1)).as("not device-1 again at once").containsKey("device-2");
    registrar.tell(new Registrar.Behind("device-1", Role.DEVICE, 2));
    registrar.tell(new Registrar.Behind("device-1", Role.DEVICE, -1));
    switchboard.expectNoMessage(NOTHING);
  }
}
