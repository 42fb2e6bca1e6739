package io.countersign.protocol.guard;

import java.time.Duration;
import java.util.Map;

/**
 * What a device remembers of its heartbeat across restarts, so that none resets the clock (I5).
 *
 * @param at when it was written
 * @param silence how long too few sources had been heard then
 * @param counters the last counter of each source that was accepted
 * @param erased whether the secrets were destroyed; it is never undone
 */
public record Mark(Reading at, Duration silence, Map<String, Long> counters, boolean erased) {
  public Mark {
    counters = Map.copyOf(counters);
    if (silence.isNegative()) {
      throw new IllegalArgumentException("silence is never negative");
    }
  }
}
