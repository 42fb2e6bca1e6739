package io.countersign.device;

import io.countersign.protocol.wire.DeviceProtocol.AlarmCount;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises alarms (M29): a line in the node's log, a count for status and metrics, and whoever else
 * is to be told. Thread: safe for concurrent use.
 */
final class AlarmBoard {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmBoard.class);

  private final AlarmSink sink;
  private final Map<ThreatEvent, AtomicLong> counts = new EnumMap<>(ThreatEvent.class);

  AlarmBoard(AlarmSink sink) {
    this.sink = sink;
    for (ThreatEvent event : ThreatEvent.values()) {
      counts.put(event, new AtomicLong());
    }
  }

  void raise(Alarm alarm) {
    AtomicLong count = counts.get(alarm.event());
    if (count != null) {
      count.incrementAndGet();
    }
    sink.raise(alarm);
    LOG.error("ALARM: {}", alarm.text());
  }

  /** Those that were raised in this life of the process. */
  List<AlarmCount> counts() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue().get() > 0)
        .map(
            entry ->
                new AlarmCount(
                    entry.getKey().label(),
                    entry.getKey().severity().label(),
                    entry.getValue().get()))
        .toList();
  }
}
