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
 * @param action what is done; each does what those before it do, too
 * @param hold for {@link Action#DISARM}: how long the device stays disarmed, also across restarts
 */
public record ThreatRule(
    ThreatEvent event, int count, Duration within, Action action, Duration hold) {
  /** Kind of log record: a rule was met. */
  static final String KIND = "threat";

  /** Largest count that can be asked for. */
  public static final int MOST_COUNT = 100_000;

  /** What a node does unless it is told otherwise: it says so. */
  public static final List<ThreatRule> DEFAULT =
      List.of(
          alarm(ThreatEvent.LOCKED_OUT, 1),
          alarm(ThreatEvent.WRONG_SOFTWARE, 1),
          alarm(ThreatEvent.MISSING_BEATS, 1),
          alarm(ThreatEvent.SWITCHED_OFF, 1),
          alarm(ThreatEvent.LOG_UNWRITABLE, 1),
          alarm(ThreatEvent.WRONG_SIGNATURE, 10),
          alarm(ThreatEvent.FORGED_BEAT, 100),
          alarm(ThreatEvent.BAD_MESSAGE, 100));

  /** What is done. */
  public enum Action {
    /** A record in the log. */
    RECORD,
    /** And people are told: {@link Alarm}. */
    ALARM,
    /** The device signs nothing for a while, whatever it hears. */
    DISARM,
    /** It destroys its shares. */
    ERASE;

    /** As it stands in node.conf and in the log. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
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

  /** What stands in the log when it is met. */
  LogEntry entry() {
    return LogEntry.of(
        KIND,
        Map.of(
            "event",
            event.label(),
            "severity",
            event.severity().label(),
            "count",
            count,
            "withinMillis",
            within.toMillis(),
            "action",
            action.label()));
  }

  private static ThreatRule alarm(ThreatEvent event, int count) {
    return new ThreatRule(event, count, Duration.ofMinutes(1), Action.ALARM, Duration.ZERO);
  }
}
