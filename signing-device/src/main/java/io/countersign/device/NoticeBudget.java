package io.countersign.device;

import io.countersign.device.DeviceRecord.Omitted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * So many notices a minute, and so many a day, are written one by one; the rest is counted by check
 * and written as one record when the minute is over. Immutable.
 *
 * @param since when the minute began
 * @param written records in it
 * @param omitted counts of the rest, by check
 * @param day when the day began, a span of 24 hours
 * @param writtenInDay records in it
 */
record NoticeBudget(
    Instant since, int written, Map<String, Long> omitted, Instant day, int writtenInDay) {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  static final NoticeBudget NONE = new NoticeBudget(Instant.EPOCH, 0, Map.of(), Instant.EPOCH, 0);

  NoticeBudget {
    omitted = Map.copyOf(omitted);
  }

  /** The budget after one more notice, and what to write now. */
  record Spent(NoticeBudget budget, List<DeviceRecord> records) {}

  /**
   * Takes a notice.
   *
   * @param check what it is counted under
   */
  Spent note(DeviceRecord notice, String check, Instant now, DeviceLimits limits) {
    Spent turned = turn(now);
    NoticeBudget current = turned.budget;
    if (current.written >= limits.noticesPerMinute()
        || current.writtenInDay >= limits.noticesPerDay()) {
      Map<String, Long> counts = new HashMap<>(current.omitted);
      counts.merge(check, 1L, Long::sum);
      return new Spent(
          new NoticeBudget(
              current.since, current.written, counts, current.day, current.writtenInDay),
          turned.records);
    }
    List<DeviceRecord> records = new ArrayList<>(turned.records);
    records.add(notice);
    return new Spent(
        new NoticeBudget(
            current.since,
            current.written + 1,
            current.omitted,
            current.day,
            current.writtenInDay + 1),
        records);
  }

  /** Begins a new minute if the last is over; writes what it omitted. */
  Spent turn(Instant now) {
    if (within(since, MINUTE, now)) {
      return new Spent(this, List.of());
    }
    boolean sameDay = within(day, DAY, now);
    return new Spent(
        new NoticeBudget(now, 0, Map.of(), sameDay ? day : now, sameDay ? writtenInDay : 0),
        omitted.isEmpty() ? List.of() : List.of(new Omitted(omitted)));
  }

  private static boolean within(Instant start, Duration span, Instant now) {
    return !now.isBefore(start) && now.isBefore(start.plus(span));
  }
}
