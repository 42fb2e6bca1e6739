package io.countersign.device;

import io.countersign.device.GuardMessage.MarkTried;
import io.countersign.protocol.guard.Mark;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Saves a guard's mark often enough that a restart hides little silence, on a thread of its own, so
 * that a disk that hangs does not stop the guard. It knows whether the last try succeeded; one that
 * is not over when the next is due did not. Thread: the guard's.
 */
final class MarkKeeper implements Closeable {
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final int PER_LIMIT = 4;

  private final String device;
  private final MarkStore marks;
  private final Duration every;
  private final Consumer<MarkTried> guard;
  private final Logger log;
  private final ExecutorService disk =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "guard-marks");
            thread.setDaemon(true);
            return thread;
          });

  private @Nullable Mark writing;
  private @Nullable Mark waiting;
  private boolean saved = true;
  private boolean erased;
  private Duration next = Duration.ZERO;

  private MarkKeeper(GuardSetup setup, Consumer<MarkTried> guard, Logger log) {
    this.device = setup.device();
    this.marks = setup.marks();
    Duration part = setup.heartbeat().policy().disarmAfter().dividedBy(PER_LIMIT);
    this.every = part.compareTo(MOST) < 0 ? part : MOST;
    this.guard = guard;
    this.log = log;
  }

  /**
   * Of a guard: between two marks is a quarter of its first limit, 5 s at most.
   *
   * @param guard is told of each try, for {@link #tried}
   */
  static MarkKeeper of(GuardSetup setup, Consumer<MarkTried> guard, Logger log) {
    return new MarkKeeper(setup, guard, log);
  }

  /** Whether the mark that was to be saved last is durable, or may be yet. */
  boolean isSaved() {
    return saved;
  }

  /** Whether the last durable mark says that the device is erased. */
  boolean saysErased() {
    return saved && erased;
  }

  boolean isDue(Duration now) {
    return now.compareTo(next) >= 0;
  }

  /** Begins to save a mark; while another is being saved, it is the next. */
  void save(Mark mark) {
    Duration now = mark.at().boot();
    next = now.plus(every);
    Mark before = writing;
    if (before == null) {
      write(mark);
      return;
    }
    waiting = mark;
    if (now.compareTo(before.at().boot().plus(every)) >= 0) {
      failed("it takes longer than " + every);
    }
  }

  private void write(Mark mark) {
    writing = mark;
    disk.execute(() -> guard.accept(new MarkTried(mark, attempted(mark))));
  }

  private Optional<String> attempted(Mark mark) {
    try {
      marks.save(mark);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A try is over. */
  void tried(MarkTried over) {
    writing = null;
    if (over.problem().isPresent()) {
      failed(over.problem().get());
    } else {
      saved = true;
      erased = over.mark().erased();
    }
    Mark mark = waiting;
    if (mark != null) {
      waiting = null;
      write(mark);
    }
  }

  private void failed(String why) {
    if (saved) {
      log.error("{} acts no more: its mark cannot be saved: {}", device, why);
    }
    saved = false;
  }

  /** What is being saved yet may be. */
  @Override
  public void close() {
    disk.shutdown();
  }
}
