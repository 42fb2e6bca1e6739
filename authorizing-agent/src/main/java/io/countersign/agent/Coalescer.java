package io.countersign.agent;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps refusals from filling the disk (I8): of each kind and check at most {@link #BURST} records
 * in {@link #WINDOW}; the rest are counted, and the count is recorded. Thread: one.
 */
final class Coalescer {
  static final Duration WINDOW = Duration.ofSeconds(60);
  static final int BURST = 8;

  private static final int DETAIL_CHARS = 512;

  private final Clock clock;
  private final Map<String, Window> windows = new LinkedHashMap<>();

  private static final class Window {
    final String kind;
    final String check;
    final long ends;
    int recorded;
    long suppressed;

    Window(String kind, String check, long ends) {
      this.kind = kind;
      this.check = check;
      this.ends = ends;
    }
  }

  Coalescer(Clock clock) {
    this.clock = clock;
  }

  /** The record to write, or nothing because enough like it were written. */
  Optional<LogEntry> note(String kind, String check, @Nullable Octets request, String detail) {
    Window window =
        windows.computeIfAbsent(
            kind + " " + check, key -> new Window(kind, check, clock.millis() + WINDOW.toMillis()));
    if (window.recorded >= BURST) {
      window.suppressed++;
      return Optional.empty();
    }
    window.recorded++;
    Map<String, Object> body = Map.of("check", check, "detail", cut(detail));
    return Optional.of(
        request != null && request.length() == 32
            ? LogEntry.of(kind, request.hex(), body)
            : LogEntry.of(kind, body));
  }

  /** Ends the windows that are over; what they left out, as one record each. */
  List<LogEntry> flush() {
    List<LogEntry> counts = new ArrayList<>();
    windows
        .values()
        .removeIf(
            window -> {
              boolean over = clock.millis() >= window.ends;
              if (over && window.suppressed > 0) {
                counts.add(
                    LogEntry.of(
                        window.kind,
                        Map.of("check", window.check, "notRecorded", window.suppressed)));
              }
              return over;
            });
    return counts;
  }

  private static String cut(String detail) {
    return detail.length() > DETAIL_CHARS ? detail.substring(0, DETAIL_CHARS) : detail;
  }
}
