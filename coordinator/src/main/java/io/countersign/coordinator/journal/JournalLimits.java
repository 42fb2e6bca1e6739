package io.countersign.coordinator.journal;

/** Bounds of the embedded journal. */
final class JournalLimits {
  static final int VERSION = 1;

  /** Longest payload of a frame, in octets: one atomic write. */
  static final int FRAME_OCTETS = 8 * 1024 * 1024;

  /** Longest batch, in octets. Recovery holds at most one batch in memory. */
  static final int BATCH_OCTETS = 2 * FRAME_OCTETS;

  /** Submissions that may wait for the disk; more fail at once. */
  static final int WAITING = 10_000;

  private JournalLimits() {}
}
