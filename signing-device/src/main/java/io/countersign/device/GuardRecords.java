package io.countersign.device;

import io.countersign.protocol.guard.Heartbeat;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.log.LogEntry;
import java.util.Map;

/** The form of a guard's records of what it did (I7). */
final class GuardRecords {
  private GuardRecords() {}

  /**
   * @param kind {@code node-guard-armed}, {@code node-guard-disarmed} or {@code node-guard-erased}
   */
  static LogEntry entry(String kind, Heartbeat heartbeat, Heartbeat.State state, Reading now) {
    return LogEntry.of(
        kind,
        Map.of(
            "silenceMillis",
            heartbeat.silence(state, now).toMillis(),
            "need",
            heartbeat.policy().need(),
            "sources",
            heartbeat.policy().sources()));
  }
}
