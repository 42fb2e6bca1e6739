package io.countersign.device;

import io.countersign.device.DeviceRecord.Omitted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps refusals from filling the disk: so many records a minute are written one by one, the rest
 * is counted by check and written as one record when the minute is over (I8). Immutable.
 *
 * @param since when the minute began
 * @param written records in it
 * @param omitted counts of the rest, by check
 */
record Notices(Instant since, int written, Map<String, Long> omitted) {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static final Notices NONE = new Notices(Instant.EPOCH, 0, Map.of());

  Notices {
    omitted = Map.copyOf(omitted);
  }

  /** The notices after one more, and what to write now. */
  record Noted(Notices notices, List<DeviceRecord> records) {}

  /**
   * Takes a notice.
   *
   * @param check what it is counted under
   */
  Noted note(DeviceRecord notice, String check, Instant now, int mostPerMinute) {
    Noted turned = turn(now);
    Notices current = turned.notices;
    if (current.written >= mostPerMinute) {
      Map<String, Long> counts = new HashMap<>(current.omitted);
      counts.merge(check, 1L, Long::sum);
      return new Noted(new Notices(current.since, current.written, counts), turned.records);
    }
    List<DeviceRecord> records = new ArrayList<>(turned.records);
    records.add(notice);
    return new Noted(new Notices(current.since, current.written + 1, current.omitted), records);
  }

  /** Begins a new minute if the last is over; writes what it omitted. */
  Noted turn(Instant now) {
    boolean within = !now.isBefore(since) && now.isBefore(since.plus(MINUTE));
    if (within) {
      return new Noted(this, List.of());
    }
    return new Noted(
        new Notices(now, 0, Map.of()),
        omitted.isEmpty() ? List.of() : List.of(new Omitted(omitted)));
  }
}
