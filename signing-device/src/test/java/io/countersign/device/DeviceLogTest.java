package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A long log is read into a small memory. */
class DeviceLogTest {
  private static final SignedRequest ANY = Bench.request("any");
  private static final HeaderHash H = new HeaderHash(Octets.of(new byte[HeaderHash.LENGTH]));
  private final Clock clock = Clock.fixed(Bench.NOW, ZoneOffset.UTC);

  @Test
  void keepsTheMemoryOfALongLogAndNoneOfItsRecords() throws Exception {
    GatedLogStore store = new GatedLogStore();
    NodeLog log =
        NodeLog.create(
            store, DeviceLog.owner(Bench.device(1), Bench.identity(1)), clock, Long.MAX_VALUE);
    log.commit(List.of(voteFor(ANY)));
    for (int batch = 0; batch < 200; batch++) {
      log.commit(notices(100));
    }
    SignedRequest last = Bench.request("any");
    log.commit(List.of(voteFor(last)));

    DeviceLog opened = DeviceLog.open(store, Bench.device(1), Bench.identity(1), clock);

    for (Field field : DeviceLog.class.getDeclaredFields()) {
      assertThat(Collection.class.isAssignableFrom(field.getType())).as("%s", field).isFalse();
    }
    AttemptLedger ledger = opened.handOverLedger();
    assertThat(ledger.requests()).isEqualTo(2);
    assertThat(ledger.attempt(ANY.id(), 1)).isPresent();
    assertThat(ledger.attempt(last.id(), 1)).isPresent();
    assertThatThrownBy(opened::handOverLedger).isInstanceOf(IllegalStateException.class);
    opened.close();
  }

  @Test
  void forgetsWhileItReadsWhatWasOverWhenARecordWasWritten() {
    LedgerReplay replay = new LedgerReplay(DeviceLimits.DEFAULT, clock);
    Instant begun = Bench.NOW.minusSeconds(100L * 3600);
    int most = 0;
    for (int hour = 0; hour < 100; hour++) {
      Instant at = begun.plusSeconds(3600L * hour);
      for (int i = 0; i < 50; i++) {
        replay.accept(record(at, voteFor(request(at, i))));
        most = Math.max(most, replay.ledger().requests());
      }
    }

    // One hour's validity, looked for once in twenty hours.
    assertThat(most).isLessThanOrEqualTo(LedgerReplay.STRIDE + 100);
    assertThat(replay.ledger().attempts()).isEqualTo(replay.ledger().requests());
  }

  @Test
  void aClockThatWasAheadMakesNothingForgotten() {
    LedgerReplay replay = new LedgerReplay(DeviceLimits.DEFAULT, clock);
    replay.accept(record(Bench.NOW, voteFor(ANY)));
    for (int i = 0; i < LedgerReplay.STRIDE; i++) {
      replay.accept(record(Bench.NOW.plusSeconds(864_000), notices(1).get(0)));
    }

    assertThat(replay.ledger().attempt(ANY.id(), 1)).isPresent();
  }

  @Test
  void neitherDoesAClockThatIsAheadNow() {
    Clock ahead = Clock.fixed(Bench.NOW.plusSeconds(864_000), ZoneOffset.UTC);
    LedgerReplay replay = new LedgerReplay(DeviceLimits.DEFAULT, ahead);
    replay.accept(record(Bench.NOW, voteFor(ANY)));
    for (int i = 0; i < LedgerReplay.STRIDE; i++) {
      replay.accept(record(Bench.NOW, notices(1).get(0)));
    }

    assertThat(replay.ledger().attempt(ANY.id(), 1)).isPresent();
  }

  @Test
  void doesNotActOnARecordThatItCannotRead() throws IOException {
    GatedLogStore store = new GatedLogStore();
    NodeLog log =
        NodeLog.create(
            store, DeviceLog.owner(Bench.device(1), Bench.identity(1)), clock, Long.MAX_VALUE);
    log.commit(List.of(LogEntry.of("later-kind", ANY.id().hex(), Map.of("attempt", 1))));

    DeviceLog opened = DeviceLog.open(store, Bench.device(1), Bench.identity(1), clock);

    assertThatThrownBy(opened::handOverLedger)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("later-kind");
    opened.close();
  }

  private static SignedRequest request(Instant at, int nonce) {
    SigningRequest r = ANY.request();
    return Bench.sign(
        new SigningRequest(
            r.v(),
            r.key(),
            r.purpose(),
            r.alg(),
            r.mode(),
            r.digest(),
            r.size(),
            r.name(),
            r.form(),
            r.requester(),
            at.getEpochSecond(),
            at.getEpochSecond() + 3600,
            "%032x".formatted(nonce)));
  }

  private static LogEntry voteFor(SignedRequest request) {
    return DeviceRecords.entry(
        new DeviceRecord.Voted(
            request,
            List.of(),
            Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 4),
            H,
            1,
            Octets.of(new byte[64]),
            0,
            Bench.NOW));
  }

  private static List<LogEntry> notices(int count) {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(DeviceRecords.entry(new DeviceRecord.BadMessage("envelope:form", "number " + i)));
    }
    return entries;
  }

  private static LogRecord record(Instant at, LogEntry entry) {
    return new LogRecord(1, at, "0".repeat(64), entry.kind(), entry.request(), entry.body());
  }
}
