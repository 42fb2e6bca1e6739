package io.countersign.device;

import io.countersign.protocol.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Whom a log says that its node has locked out (M8): a restart lets nobody in earlier, and the next
 * lock-out is as long as if there had been none. Thread: one.
 */
public final class LockOutMemory implements Consumer<LogRecord> {
  private final Map<String, Kept> bySender = new TreeMap<>();

  /**
   * The last lock-out of a sender.
   *
   * @param times how often he was by then
   * @param at when it began
   */
  record Kept(int times, Instant at, Duration length) {
    /** How much of it is left; all of it at most, should the clock have been set back. */
    Duration left(Instant now) {
      Duration left = Duration.between(now, at.plus(length));
      return left.compareTo(length) > 0 ? length : left;
    }
  }

  @Override
  public void accept(LogRecord record) {
    if (record.kind().equals(DeviceRecords.LOCKED_OUT)) {
      bySender.put(
          record.text("sender"),
          new Kept(
              (int) record.number("times"),
              record.at(),
              Duration.ofMillis(record.number("millis"))));
    }
  }

  /** By name of the sender. */
  Map<String, Kept> senders() {
    return Map.copyOf(bySender);
  }
}
