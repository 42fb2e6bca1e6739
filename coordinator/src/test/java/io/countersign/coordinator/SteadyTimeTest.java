package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  @Test
  void goesOnWithTheCounterAlone() {
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    SteadyTime time = new SteadyTime(start, nanos::get);

    assertThat(time.instant()).isEqualTo(start);
    nanos.addAndGet(2_000_000_000L);

    assertThat(time.instant()).as("beyond the counter's end").isEqualTo(start.plusSeconds(2));
  }
}
