package io.countersign.protocol.wire;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps refusals from filling the disk (I8): of each kind and check at most {@link #BURST} records
 * in {@link #WINDOW}; the rest are counted, and the count is recorded. Thread: one.
 */
public final class Coalescer {
  public static final Duration WINDOW = Duration.ofSeconds(60);
  public static final int BURST = 8;

  /** Kinds and checks told apart in one window; more are counted together. */
  static final int WINDOWS_MAX = 1024;

  private static final int DETAIL_CHARS = 512;
  private static final String CHECK = "check";

  private final Clock clock;
  private final Map<String, Window> windows = new LinkedHashMap<>();

  private static final class Window {
    final String kind;
    final Map<String, Object> alike;
    final long ends;
    int recorded;
    long suppressed;

    Window(String kind, Map<String, Object> alike, long ends) {
      this.kind = kind;
      this.alike = alike;
      this.ends = ends;
    }
  }

  public Coalescer(Clock clock) {
    this.clock = clock;
  }

  /** The record to write, or nothing because enough like it were written. */
  public Optional<LogEntry> note(
      String kind, String check, @Nullable Octets request, String detail) {
    return note(kind, Map.of(CHECK, check), request, detail);
  }

  /**
   * As {@link #note(String, String, Octets, String)}, where more than the check makes records
   * alike.
   *
   * @param alike fields of the record, {@code check} among them: those with the same count together
   */
  public Optional<LogEntry> note(
      String kind, Map<String, Object> alike, @Nullable Octets request, String detail) {
    Window window = window(kind, alike);
    if (window.recorded >= BURST) {
      window.suppressed++;
      return Optional.empty();
    }
    window.recorded++;
    Map<String, Object> body = new HashMap<>(alike);
    body.put("detail", cut(detail));
    return Optional.of(
        request != null && request.length() == 32
            ? LogEntry.of(kind, request.hex(), body)
            : LogEntry.of(kind, body));
  }

  private Window window(String kind, Map<String, Object> alike) {
    String key = kind + " " + alike;
    boolean full = windows.size() >= WINDOWS_MAX && !windows.containsKey(key);
    Map<String, Object> counted = full ? Map.of(CHECK, "others") : alike;
    return windows.computeIfAbsent(
        full ? kind : key, k -> new Window(kind, counted, clock.millis() + WINDOW.toMillis()));
  }

  /** Ends the windows that are over; what they left out, as one record each. */
  public List<LogEntry> flush() {
    List<LogEntry> counts = new ArrayList<>();
    windows
        .values()
        .removeIf(
            window -> {
              boolean over = clock.millis() >= window.ends;
              if (over && window.suppressed > 0) {
                Map<String, Object> body = new HashMap<>(window.alike);
                body.put("notRecorded", window.suppressed);
                counts.add(LogEntry.of(window.kind, body));
              }
              return over;
            });
    return counts;
  }

  private static String cut(String detail) {
    return detail.length() > DETAIL_CHARS ? detail.substring(0, DETAIL_CHARS) : detail;
  }
}
