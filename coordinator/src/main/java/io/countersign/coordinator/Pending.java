package io.countersign.coordinator;

import java.time.Duration;
import java.time.Instant;

/**
 * An answer that is waited for.
 *
 * @param due without an answer by then the device is unresponsive
 * @param resendAt when the question is sent once more, since a message may be lost
 * @param busy how often the device said that it is busy
 */
record Pending(Instant due, Instant resendAt, int busy) {
  static final int BUSY_MAX = 20;

  static Pending from(Instant now, Duration deadline) {
    return new Pending(now.plus(deadline), now.plus(deadline.dividedBy(2)), 0);
  }

  /** The device answered that it is busy: it is asked again after a pause. */
  Pending later(Instant now, Duration pause, Duration deadline) {
    Instant again = now.plus(pause);
    return new Pending(again.plus(deadline), again, busy + 1);
  }

  Pending resent() {
    return new Pending(due, due, busy);
  }

  boolean isDue(Instant now) {
    return !now.isBefore(due);
  }

  boolean isToResend(Instant now) {
    return !now.isBefore(resendAt) && now.isBefore(due);
  }

  /** When something is to be done about it. */
  Instant next() {
    return resendAt.isBefore(due) ? resendAt : due;
  }
}
