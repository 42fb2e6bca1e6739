package io.countersign.coordinator.http;

import io.countersign.coordinator.StatusView;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A status as metrics in the text format of Prometheus (M29; deploy/docs/api.md). */
final class Metrics {
  private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

  /** {@code text/plain} of that format's version. */
  static final String CONTENT_TYPE = WRITER.getContentType();

  private Metrics() {}

  static byte[] text(StatusView status) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      WRITER.write(out, snapshots(status));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static MetricSnapshots snapshots(StatusView status) {
    List<StatusView.DeviceView> devices = status.devices();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        gauge(
            "countersign_ring_record",
            "Number of the ring's record in force at the coordinator.",
            List.of(status),
            view -> Labels.of("ring", view.ring()),
            StatusView::record));
    all.add(
        gauge(
            "countersign_requests_open",
            "Requests that are not ended.",
            List.of(status),
            view -> Labels.EMPTY,
            StatusView::open));
    all.add(
        gauge(
            "countersign_device_state",
            "1 for the state in which a device is.",
            devices,
            device -> device(device).add("state", device.state()),
            device -> 1));
    all.add(
        gauge(
            "countersign_device_last_answer_seconds",
            "Seconds since a device answered last, -0.001 if it never did.",
            devices,
            Metrics::device,
            device -> device.lastAnswerMillis() / 1e3));
    all.add(
        gauge(
            "countersign_device_log_records",
            "Records in a device's log.",
            devices,
            Metrics::device,
            StatusView.DeviceView::logRecords));
    all.add(
        gauge(
            "countersign_device_computations",
            "Computations that a device is doing or has queued.",
            devices,
            Metrics::device,
            StatusView.DeviceView::inFlight));
    all.add(
        gauge(
            "countersign_device_resident_bytes",
            "Resident memory of a device's process.",
            devices,
            Metrics::device,
            StatusView.DeviceView::residentBytes));
    all.add(
        gauge(
            "countersign_device_locked_out",
            "Senders whom a device has locked out.",
            devices,
            Metrics::device,
            device -> device.lockedOut().size()));
    all.add(alarms(devices));
    all.add(
        gauge(
            "countersign_agent_up",
            "1 if an agent can be asked.",
            status.agents(),
            agent -> Labels.of("agent", agent.name(), "device", agent.device()),
            agent -> agent.state().equals("up") ? 1 : 0));
    all.add(
        gauge(
            "countersign_key_devices_usable",
            "Devices that could sign with a key now.",
            status.keys(),
            key -> Labels.of("key", key.name()),
            StatusView.KeyView::usable));
    all.add(
        gauge(
            "countersign_key_devices_needed",
            "Devices that a signature with a key needs.",
            status.keys(),
            key -> Labels.of("key", key.name()),
            StatusView.KeyView::threshold));
    return new MetricSnapshots(all);
  }

  private static Labels device(StatusView.DeviceView device) {
    return Labels.of("device", device.name());
  }

  private static CounterSnapshot alarms(List<StatusView.DeviceView> devices) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("countersign_device_alarms")
            .help("Alarms that a device raised since its process began.");
    for (StatusView.DeviceView device : devices) {
      // A device may say anything; the same labels twice would be no metrics at all.
      Map<Labels, Long> counts = new LinkedHashMap<>();
      for (StatusView.AlarmView alarm : device.alarms()) {
        Labels labels =
            device(device).add("event", alarm.event()).add("severity", alarm.severity());
        counts.merge(labels, alarm.count(), Math::max);
      }
      counts.forEach(
          (labels, count) ->
              counter.dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .labels(labels)
                      .value((double) count)
                      .build()));
    }
    return counter.build();
  }

  private static <T> GaugeSnapshot gauge(
      String name,
      String help,
      Collection<T> of,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    of.forEach(
        each ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels.apply(each))
                    .value(value.applyAsDouble(each))
                    .build()));
    return gauge.build();
  }
}
