package io.countersign.coordinator;

import java.time.Duration;
import java.time.Instant;

/**
 * An answer that is waited for.
 *
 * @param due without an answer by then the device is unresponsive
 * @param resendAt when the question is sent once more, since a message may be lost
 * @param busy whether the device said that it is busy
 */
record Pending(Instant due, Instant resendAt, boolean busy) {
  static Pending from(Instant now, Duration deadline) {
    return new Pending(now.plus(deadline), now.plus(deadline.dividedBy(2)), false);
  }

  /**
   * The device answered that it is busy: it is asked again after a pause, and its deadline stays,
   * or it could hold the attempt up for as long as it likes.
   */
  Pending later(Instant now, Duration pause) {
    return new Pending(due, now.plus(pause), true);
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
