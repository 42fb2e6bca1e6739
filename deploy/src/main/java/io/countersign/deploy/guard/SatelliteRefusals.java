package io.countersign.deploy.guard;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.log.LogEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a satellite refused, counted for one record a minute. Thread: one. */
final class SatelliteRefusals {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, String> last = new TreeMap<>();
  private long next = System.nanoTime();

  /**
   * @param check of this program's own, so there are few
   */
  void add(String check, String detail) {
    counts.merge(check, 1L, Long::sum);
    last.put(check, Name.printable(detail));
  }

  /** What was refused since the last record, if there is any and the minute is over. */
  Optional<LogEntry> due() {
    if (counts.isEmpty() || System.nanoTime() - next < 0) {
      return Optional.empty();
    }
    next = System.nanoTime() + EVERY.toNanos();
    List<String> counted =
        counts.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    List<String> details = List.copyOf(last.values());
    counts.clear();
    last.clear();
    return Optional.of(
        LogEntry.of("satellite-refused", Map.of("counts", counted, "details", details)));
  }
}
