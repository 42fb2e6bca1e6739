package io.countersign.device;

import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.log.LogEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Beats that were refused, counted for one record a minute. Thread: one. */
final class BeatRefusals {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, String> last = new HashMap<>();
  private Duration next = Duration.ZERO;

  void add(BeatRefused refused) {
    counts.merge(refused.check(), 1L, Long::sum);
    last.put(refused.check(), Printable.of(String.valueOf(refused.getMessage())));
  }

  /** What was refused since the last record, if there is any and the minute is over. */
  Optional<LogEntry> due(Duration now) {
    if (counts.isEmpty() || now.compareTo(next) < 0) {
      return Optional.empty();
    }
    next = now.plus(EVERY);
    List<String> counted =
        counts.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    List<String> details = last.values().stream().sorted().toList();
    counts.clear();
    last.clear();
    return Optional.of(
        LogEntry.of("node-beats-refused", Map.of("counts", counted, "details", details)));
  }
}
