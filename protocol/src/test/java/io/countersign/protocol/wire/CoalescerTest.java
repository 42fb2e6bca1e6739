package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A flood of refusals becomes a few records and a count (I8). */
class CoalescerTest {
  private static final Octets REQUEST = Octets.of(new byte[32]);

  private Instant now = Instant.parse("2026-11-22T02:30:00Z");
  private final Coalescer coalescer = new Coalescer(clock(() -> now));

  @Test
  void aFloodIsSummedUpOnceAMinute() {
    List<LogEntry> written = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      coalescer.note("refused", "request:key", REQUEST, "no such key").ifPresent(written::add);
    }
    assertThat(written).hasSize(Coalescer.BURST).allMatch(e -> e.request().isPresent());
    assertThat(coalescer.flush()).isEmpty();

    now = now.plus(Coalescer.WINDOW);

    assertThat(coalescer.flush())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.body())
                    .isEqualTo(
                        Map.of("check", "request:key", "notRecorded", 1000L - Coalescer.BURST)));
    assertThat(coalescer.note("refused", "request:key", null, "")).isPresent();
  }

  @Test
  void oneSendersFloodHidesNoOther() {
    for (int i = 0; i < 1000; i++) {
      coalescer.note("refused", Map.of("check", "jws", "requester", "operator"), null, "not a JWS");
    }

    assertThat(
            coalescer.note("refused", Map.of("check", "jws", "requester", "visitor"), null, "no"))
        .isPresent();
  }

  @Test
  void senderWhoInventsChecksIsCountedAllTheSame() {
    int written = 0;
    for (int i = 0; i < 100_000; i++) {
      written += coalescer.note("refused", "check-" + i, null, "").isPresent() ? 1 : 0;
    }
    assertThat(written).isEqualTo(Coalescer.WINDOWS_MAX + Coalescer.BURST);

    now = now.plus(Duration.ofHours(1));

    assertThat(coalescer.flush())
        .singleElement()
        .satisfies(entry -> assertThat(entry.body()).containsEntry("check", "others"));
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }
}
