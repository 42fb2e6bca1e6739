package io.countersign.device;

import io.countersign.protocol.evidence.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long the wall clock has kept step with the monotonic one, by the readings of ticks. What is
 * forgotten stays refused, so nothing is forgotten by a wall clock that may just have jumped: only
 * by one that has gone evenly for an hour, in which an operator or a time service puts right what
 * is wrong. Immutable.
 *
 * @param first the reading since which they keep step; empty before the first tick
 * @param steady for how long
 */
record ClockRun(Optional<Reading> first, Duration steady) {
  /** The wall clock may be off by so much, as everywhere. */
  private static final Duration SKEW = Duration.ofSeconds(SignedRequest.CLOCK_SKEW_SECONDS);

  private static final Duration TRUSTED_AFTER = Duration.ofHours(1);

  static final ClockRun NONE = new ClockRun(Optional.empty(), Duration.ZERO);

  /**
   * Both clocks at once.
   *
   * @param monotonic since some point in this life of the process
   */
  record Reading(Instant wall, Duration monotonic) {}

  /** With one more reading, which begins anew if a clock jumped. */
  ClockRun and(Reading reading) {
    return first
        .filter(begun -> inStep(begun, reading))
        .map(begun -> new ClockRun(first, reading.monotonic().minus(begun.monotonic())))
        .orElseGet(() -> new ClockRun(Optional.of(reading), Duration.ZERO));
  }

  boolean isTrusted() {
    return steady.compareTo(TRUSTED_AFTER) >= 0;
  }

  private static boolean inStep(Reading begun, Reading now) {
    Duration wall = Duration.between(begun.wall(), now.wall());
    Duration monotonic = now.monotonic().minus(begun.monotonic());
    return wall.minus(monotonic).abs().compareTo(SKEW) <= 0;
  }
}
