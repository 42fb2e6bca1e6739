package io.countersign.device;

import io.countersign.protocol.guard.Mark;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Saves a guard's mark often enough that a restart hides little silence, and knows whether the last
 * try succeeded. Thread: one.
 */
final class MarkKeeper {
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final int PER_LIMIT = 4;

  private final String device;
  private final MarkStore marks;
  private final Duration every;
  private final Logger log;
  private boolean saved = true;
  private Duration next = Duration.ZERO;

  /**
   * @param limit the guard's first limit; a quarter of it, 5 s at most, is between two marks
   */
  private MarkKeeper(String device, MarkStore marks, Duration limit, Logger log) {
    this.device = device;
    this.marks = marks;
    Duration part = limit.dividedBy(PER_LIMIT);
    this.every = part.compareTo(MOST) < 0 ? part : MOST;
    this.log = log;
  }

  /** Of a guard. */
  static MarkKeeper of(GuardSetup setup, Logger log) {
    Duration limit = setup.heartbeat().policy().disarmAfter();
    return new MarkKeeper(setup.device(), setup.marks(), limit, log);
  }

  /** Whether the mark that was to be saved last is durable. */
  boolean isSaved() {
    return saved;
  }

  boolean isDue(Duration now) {
    return now.compareTo(next) >= 0;
  }

  void save(Mark mark) {
    next = mark.at().boot().plus(every);
    try {
      marks.save(mark);
      saved = true;
    } catch (IOException e) {
      if (saved) {
        log.error("{} acts no more: its mark cannot be saved: {}", device, e.getMessage());
      }
      saved = false;
    }
  }
}
