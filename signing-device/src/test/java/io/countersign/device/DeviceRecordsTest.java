package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.device.DeviceRecord.HopAnswered;
import io.countersign.device.DeviceRecord.HopStarted;
import io.countersign.device.DeviceRecord.Proved;
import io.countersign.device.DeviceRecord.Released;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceRecordsTest {
  private static final TestAttempt ATTEMPT = TestAttempt.serial(7, 1, 2, 4);
  private static final Octets ID = ATTEMPT.request().id();

  static Stream<Act> acts() {
    return Stream.of(
        new Voted(
            ATTEMPT.request(),
            Bench.approvals(ATTEMPT.request(), 1),
            ATTEMPT.plan(),
            ATTEMPT.header().hash(),
            1,
            ATTEMPT.vote(1).signature(),
            0,
            Bench.NOW),
        new Voted(
            ATTEMPT.request(),
            Bench.approvals(ATTEMPT.request(), 1),
            ATTEMPT.plan(),
            ATTEMPT.header().hash(),
            1,
            ATTEMPT.vote(1).signature(),
            3,
            Bench.NOW),
        new Released(ID, 7, ATTEMPT.header().hash(), ATTEMPT.votes()),
        new HopStarted(
            ID, 7, ATTEMPT.header().hash(), 3, HopGate.digest(List.of()), ATTEMPT.votes()),
        new HopAnswered(ID, 7, new Hop(4, octets(256), octets(336), octets(64))),
        new Proved(ID, 7, octets(336)));
  }

  @ParameterizedTest
  @MethodSource("acts")
  void readsAnActAsItWasWritten(Act act) {
    assertThat(RecordReader.read(record(DeviceRecords.entry(act)))).contains(act);
  }

  static Stream<DeviceRecord> notices() {
    return Stream.of(
        new DeviceRecord.Refused(
            Octets.EMPTY, 0, "x", "prepare", Refusal.of(Code.BAD_REQUEST, "message:form", "no")),
        new DeviceRecord.Started("java", false, List.of(), List.of(), ID),
        new DeviceRecord.HeadSeen(
            new HeadWitness.Finding(LogEntry.of(HeadWitness.WITNESS, Map.of()), false, "seen")),
        new DeviceRecord.BadMessage("wire:type", "no"),
        new DeviceRecord.SenderLockedOut(new LockedOut("coordinator", 1, 1000)),
        new DeviceRecord.RecordTaken(1, ID),
        new DeviceRecord.Omitted(Map.of("wire:type", 3L)));
  }

  @ParameterizedTest
  @MethodSource("notices")
  void passesNoticesOver(DeviceRecord notice) {
    assertThat(RecordReader.read(record(DeviceRecords.entry(notice)))).isEmpty();
  }

  @Test
  void knowsEveryKindOfNotice() {
    assertThat(notices().map(DeviceRecord::getClass))
        .as("a device that cannot read its own log does not start again")
        .containsAll(
            Stream.of(DeviceRecord.class.getPermittedSubclasses())
                .filter(type -> !type.equals(Act.class))
                .map(type -> type.asSubclass(DeviceRecord.class))
                .toList());
    assertThat(RecordReader.read(record(LogEntry.of("node-stopped", Map.of())))).isEmpty();
  }

  @Test
  void refusesToForgetAnActOfALaterVersion() {
    LogRecord later = record(LogEntry.of("erase", ID.hex(), Map.of("attempt", 1)));

    assertThatThrownBy(() -> RecordReader.read(later))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("record 1")
        .hasMessageContaining("erase");
  }

  @Test
  void refusesAVoteThatIsNotForItsRequest() {
    Act vote = acts().findFirst().orElseThrow();
    LogEntry entry = DeviceRecords.entry(vote);
    LogRecord moved = record(LogEntry.of("vote", "ab".repeat(32), entry.body()));

    assertThatThrownBy(() -> RecordReader.read(moved)).hasMessageContaining("its request has id");
  }

  @Test
  void refusesARecordThatLacksAField() {
    LogRecord bare = record(LogEntry.of("proof", ID.hex(), Map.of("attempt", 1)));

    assertThatThrownBy(() -> RecordReader.read(bare)).hasMessageContaining("proof");
  }

  private static Octets octets(int length) {
    byte[] octets = new byte[length];
    octets[0] = 5;
    return Octets.of(octets);
  }

  private static LogRecord record(LogEntry entry) {
    return new LogRecord(1, Bench.NOW, "0".repeat(64), entry.kind(), entry.request(), entry.body());
  }
}
