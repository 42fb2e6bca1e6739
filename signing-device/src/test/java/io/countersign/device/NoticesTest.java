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
    Notices full = new Notices(Bench.NOW, 60, Map.of("quorum", 3L), Bench.NOW, 60);
    DeviceRecord bad = new DeviceRecord.BadMessage("envelope:form", "nonsense");

    Notices.Noted noted =
        full.note(bad, "envelope:form", Bench.NOW.plusSeconds(61), DeviceLimits.DEFAULT);

    assertThat(noted.records()).containsExactly(new Omitted(Map.of("quorum", 3L)), bad);
    assertThat(noted.notices().written()).isEqualTo(1);
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
    Notices full = new Notices(Bench.NOW, 60, Map.of(), Bench.NOW, 60);

    assertThat(full.turn(Bench.NOW.minusSeconds(5)).notices().written()).isZero();
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
