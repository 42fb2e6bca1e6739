package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.device.DeviceRecord.Omitted;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Refusals and bad messages are written, but cannot fill the disk (I8). */
class NoticesTest {
  private final CoreDevice device = new CoreDevice(1);
  private final TestAttempt unknown = TestAttempt.parallel(1, 1, 2, 4);

  @Test
  void writesSixtyRefusalsAMinuteAndCountsTheRest() {
    for (int i = 0; i < 100; i++) {
      device.ask(unknown.signPartially(), Refused.class);
    }
    assertThat(device.kinds()).hasSize(60).containsOnly("refused");

    device.now = device.now.plusSeconds(60);
    device.tick();

    LogEntry last = device.log.get(60);
    assertThat(last.kind()).isEqualTo("notices-omitted");
    assertThat(last.body()).containsEntry("counts", List.of("attempt:unknown=40"));
    assertThat(device.log).hasSize(61);
  }

  @Test
  void writesAgainInTheNextMinute() {
    NoticeBudget full = new NoticeBudget(Bench.NOW, 60, Map.of("quorum", 3L), Bench.NOW, 60);
    DeviceRecord bad = new DeviceRecord.BadMessage("envelope:form", "nonsense");

    NoticeBudget.Spent noted =
        full.note(bad, "envelope:form", Bench.NOW.plusSeconds(61), DeviceLimits.DEFAULT);

    assertThat(noted.records()).containsExactly(new Omitted(Map.of("quorum", 3L)), bad);
    assertThat(noted.budget().written()).isEqualTo(1);
  }

  @Test
  void writesFiveThousandADayAndCountsTheRest() {
    DeviceRecord bad = new DeviceRecord.BadMessage("envelope:form", "nonsense");
    Notices notices = Notices.NONE;
    long written = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      for (int i = 0; i < 10; i++) {
        Notices.Noted noted =
            notices.note(
                bad, "envelope:form", Bench.NOW.plusSeconds(60L * minute), DeviceLimits.DEFAULT);
        notices = noted.notices();
        written += noted.records().stream().filter(bad::equals).count();
      }
    }
    assertThat(written).isEqualTo(5_000);

    Notices.Noted nextDay =
        notices.note(bad, "envelope:form", Bench.NOW.plusSeconds(24 * 3600), DeviceLimits.DEFAULT);

    assertThat(nextDay.records()).containsExactly(new Omitted(Map.of("envelope:form", 10L)), bad);
  }

  @Test
  void beginsANewMinuteWhenTheClockGoesBack() {
    NoticeBudget full = new NoticeBudget(Bench.NOW, 60, Map.of(), Bench.NOW, 60);

    assertThat(full.turn(Bench.NOW.minusSeconds(5)).budget().written()).isZero();
  }

  @Test
  void junkOfStrangersCrowdsOutNoRecordOfWhatASenderTried() {
    for (int i = 0; i < 100; i++) {
      String check = i % 2 == 0 ? "envelope:signature" : "front:full";
      device.happens(new Input.Unreadable(check, "junk", device.now));
    }
    assertThat(device.kinds()).hasSize(60).containsOnly("bad-message");
    device.ask(unknown.signPartially(), Refused.class);
    device.happens(new Input.Unreadable("wire:payload", "not a prepare", device.now));
    assertThat(device.kinds().subList(60, 62)).containsExactly("refused", "bad-message");
    for (int i = 0; i < 100; i++) {
      device.ask(unknown.signPartially(), Refused.class);
    }
    assertThat(device.kinds()).hasSize(120);

    device.now = device.now.plusSeconds(60);
    device.tick();

    assertThat(device.kinds().subList(120, 122)).containsOnly("notices-omitted");
    assertThat(device.log.get(120).body())
        .containsEntry("counts", List.of("envelope:signature=20", "front:full=20"));
    assertThat(device.log.get(121).body()).containsEntry("counts", List.of("attempt:unknown=42"));
  }

  @Test
  void recordsABadMessageAndAnswersNobody() {
    device.happens(
        new Input.Unreadable("envelope:signature", "not signed\nby\u0000 me", device.now));

    assertThat(device.answers).isEmpty();
    assertThat(device.kinds()).containsExactly("bad-message");
    assertThat(device.log.get(0).body())
        .containsEntry("check", "envelope:signature")
        .containsEntry("detail", "not signed?by? me");
  }

  @Test
  void cutsWhatOthersWrote() {
    assertThat(Printable.of("x".repeat(10_000))).hasSize(603).endsWith("...");
  }
}
