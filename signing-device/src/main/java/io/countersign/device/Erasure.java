package io.countersign.device;

import io.countersign.protocol.log.LogEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;

/**
 * Destroys what must not be left of an erased device, again and again until nothing is: a disk that
 * is full or read-only puts the end off and saves nothing. Thread: one.
 */
final class Erasure {
  /** Of 250 ms: how long the record of the erasing is waited for. */
  private static final int TICKS = 12;

  private final String device;
  private final GuardSetup.Destruction destruction;
  private final Logger log;
  private String left = "";
  private boolean gone;
  private boolean done;
  private int waited;
  private List<String> onlyRemoved = List.of();

  Erasure(String device, GuardSetup.Destruction destruction, Logger log) {
    this.device = device;
    this.destruction = destruction;
    this.log = log;
  }

  /** Tries once more, unless nothing but a mark that is being saved is missing. */
  void tryAgain(MarkKeeper marks) {
    if (gone && marks.isSaved()) {
      return;
    }
    String failed = gone ? "its mark cannot be saved" : "";
    try {
      onlyRemoved = destruction.run();
      gone = true;
    } catch (IOException e) {
      failed = String.valueOf(e.getMessage());
      gone = false;
    }
    if (!failed.isEmpty() && !failed.equals(left)) {
      log.error("{} is not destroyed yet: {}", device, failed);
    }
    left = failed;
  }

  /** Whether it is done now and was not before: nothing is left, and the mark says so. */
  boolean becomesDone(MarkKeeper marks) {
    boolean before = done;
    done = before || gone && marks.saysErased();
    return done && !before;
  }

  boolean isDone() {
    return done;
  }

  /**
   * Asked at each tick: whether nothing is left since so long that the record of it will not come.
   */
  boolean hasWaited() {
    return done && ++waited > TICKS;
  }

  /** The guard's record, with what was removed without being overwritten. */
  LogEntry described(LogEntry entry) {
    if (onlyRemoved.isEmpty()) {
      return entry;
    }
    log.error("{}: removed without being overwritten: {}", device, onlyRemoved);
    Map<String, Object> body = new TreeMap<>(entry.body());
    body.put("removedOnly", onlyRemoved);
    return LogEntry.of(entry.kind(), body);
  }
}
