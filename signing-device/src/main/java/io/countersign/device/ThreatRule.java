package io.countersign.device;

import io.countersign.protocol.log.LogEntry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a guard does when something happens too often (M29).
 *
 * @param event what is counted
 * @param count how often, 1 to {@link #MOST_COUNT}
 * @param within in what time
 * @param action what is done, besides a record and an alarm, which every rule brings
 * @param hold for {@link Action#DISARM}: how long the device stays disarmed, also across restarts
 */
public record ThreatRule(
    ThreatEvent event, int count, Duration within, Action action, Duration hold) {
  /** Largest count that can be asked for. */
  public static final int MOST_COUNT = 100_000;

  /** What a node does unless it is told otherwise: it says so. */
  public static final List<ThreatRule> DEFAULT =
      List.of(
          alarm(ThreatEvent.LOCKED_OUT, 1),
          alarm(ThreatEvent.WRONG_SOFTWARE, 1),
          alarm(ThreatEvent.FORGED_BEAT, 100),
          alarm(ThreatEvent.BAD_MESSAGE, 100));

  /** What is done. */
  public enum Action {
    /** A record in the log and an error in the node's own. */
    ALARM,
    /** The device signs nothing for a while, whatever it hears. */
    DISARM,
    /** It destroys its shares. */
    ERASE
  }

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public ThreatRule {
    if (count < 1 || count > MOST_COUNT) {
      throw new IllegalArgumentException("count must be 1 to " + MOST_COUNT + ", got " + count);
    }
    if (within.isNegative() || within.isZero()) {
      throw new IllegalArgumentException("within must be more than nothing");
    }
    if (action == Action.DISARM && (hold.isNegative() || hold.isZero())) {
      throw new IllegalArgumentException("hold must be more than nothing");
    }
  }

  /** What an operator reads when it is met. */
  String text() {
    return "%s came %d times within %s: %s".formatted(event.label(), count, within, word());
  }

  /** What stands in the log when it is met. */
  LogEntry entry() {
    return LogEntry.of(
        "threat",
        Map.of(
            "event",
            event.label(),
            "count",
            count,
            "withinMillis",
            within.toMillis(),
            "action",
            word()));
  }

  private String word() {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static ThreatRule alarm(ThreatEvent event, int count) {
    return new ThreatRule(event, count, Duration.ofMinutes(1), Action.ALARM, Duration.ZERO);
  }
}
