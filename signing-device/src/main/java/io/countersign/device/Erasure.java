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
  private boolean done;
  private int waited;
  private List<String> onlyRemoved = List.of();

  Erasure(String device, GuardSetup.Destruction destruction, Logger log) {
    this.device = device;
    this.destruction = destruction;
    this.log = log;
  }

  /**
   * Tries once more.
   *
   * @param marks has tried to save that the device is erased
   * @return whether nothing is left
   */
  boolean tryAgain(MarkKeeper marks) {
    String failed = marks.isSaved() ? "" : "its mark cannot be saved";
    try {
      onlyRemoved = destruction.run();
    } catch (IOException e) {
      failed = String.valueOf(e.getMessage());
    }
    if (!failed.isEmpty() && !failed.equals(left)) {
      log.error("{} is not destroyed yet: {}", device, failed);
    }
    left = failed;
    done = failed.isEmpty();
    return done;
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
