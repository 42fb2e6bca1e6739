package io.countersign.device;

import java.time.Duration;

/**
 * When a sender is locked out of a device (M8, M29): after so many failures of his own within a
 * time, for a while that doubles with each lock-out, up to a longest.
 *
 * @param failures how many; 0 locks nobody out
 * @param within in which they count
 * @param first how long the first lock-out lasts
 * @param most how long the longest lasts; after as long without a failure the next is a first again
 */
public record LockOutPolicy(int failures, Duration within, Duration first, Duration most) {
  /** Largest number of failures that can be asked for. */
  public static final int MOST_FAILURES = 10_000;

  /** What a node uses unless it is told otherwise. */
  public static final LockOutPolicy DEFAULT =
      new LockOutPolicy(50, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofHours(1));

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public LockOutPolicy {
    if (failures < 0 || failures > MOST_FAILURES) {
      throw new IllegalArgumentException(
          "failures must be 0 to " + MOST_FAILURES + ", got " + failures);
    }
    if (within.isNegative() || within.isZero() || first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("within and first must be more than nothing");
    }
    if (most.compareTo(first) < 0) {
      throw new IllegalArgumentException("most is " + most + ", less than first, " + first);
    }
  }

  /**
   * @param times lock-outs before
   */
  Duration length(int times) {
    Duration length = first;
    for (int i = 0; i < times && length.compareTo(most) < 0; i++) {
      length = length.multipliedBy(2);
    }
    return length.compareTo(most) > 0 ? most : length;
  }
}
