package io.countersign.coordinator;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that never jumps: the instant of its making and what a monotonic counter went on since.
 * Deadlines and pauses are measured by it alone, so that setting the clock neither hangs an attempt
 * nor loses a device; the wall clock decides validity and is written down.
 */
final class SteadyTime implements InstantSource {
  private final Instant start;
  private final LongSupplier nanos;
  private final long first;

  /**
   * @param nanos such as {@link System#nanoTime()}
   */
  SteadyTime(Instant start, LongSupplier nanos) {
    this.start = start;
    this.nanos = nanos;
    this.first = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - first);
  }
}
