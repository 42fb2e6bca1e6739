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
 * @param held how long the device stays disarmed yet whatever it hears (M29)
 */
public record Mark(
    Reading at, Duration silence, Map<String, Long> counters, boolean erased, Duration held) {
  public Mark {
    counters = Map.copyOf(counters);
    if (silence.isNegative() || held.isNegative()) {
      throw new IllegalArgumentException("silence and hold are never negative");
    }
  }

  /** A mark of a device that is not held. */
  public static Mark of(Reading at, Duration silence, Map<String, Long> counters, boolean erased) {
    return new Mark(at, silence, counters, erased, Duration.ZERO);
  }

  /** The same of a device that is held; a time that is over is none. */
  public Mark heldFor(Duration time) {
    return new Mark(at, silence, counters, erased, time.isNegative() ? Duration.ZERO : time);
  }

  /** How long it is held yet. */
  public Duration heldAt(Reading now) {
    Duration left = held.minus(now.since(at));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
