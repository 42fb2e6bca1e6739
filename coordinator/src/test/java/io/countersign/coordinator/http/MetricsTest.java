package io.countersign.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.coordinator.StatusView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A status as metrics (M29). */
class MetricsTest {
  private static StatusView.DeviceView device(
      String name, String state, StatusView.AlarmView... alarms) {
    return new StatusView.DeviceView(
        name,
        state,
        List.of("main/add"),
        "openssl",
        true,
        12,
        "ab",
        3,
        64,
        1_000_000,
        120,
        List.of(new StatusView.LockedOutView("coordinator-2", 1, 500)),
        List.of(alarms));
  }

  private static List<String> lines(StatusView.DeviceView... devices) {
    StatusView status =
        new StatusView(
            "local",
            4,
            "coordinator",
            1,
            List.of(devices),
            List.of(
                new StatusView.AgentView("ada", "amber", "agents-amber", "up", "auto"),
                new StatusView.AgentView("alan", "amber", "agents-amber", "locked", "")),
            List.of(new StatusView.KeyView("main", "document", 3072, 3, 5, 4, "devices 4 of 5")),
            7,
            List.of());
    return new String(Metrics.text(status), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void showsWhatOperatorsWatch() {
    assertThat(
            lines(
                device("amber", "up", new StatusView.AlarmView("missing-beats", "critical", 2)),
                device("basalt", "down")))
        .contains(
            "countersign_ring_record{ring=\"local\"} 4.0",
            "countersign_requests_open 7.0",
            "countersign_device_state{device=\"amber\",state=\"up\"} 1.0",
            "countersign_device_state{device=\"basalt\",state=\"down\"} 1.0",
            "countersign_device_last_answer_seconds{device=\"amber\"} 0.12",
            "countersign_device_log_records{device=\"amber\"} 12.0",
            "countersign_device_computations{device=\"amber\"} 3.0",
            "countersign_device_locked_out{device=\"amber\"} 1.0",
            "# TYPE countersign_device_alarms_total counter",
            "countersign_device_alarms_total{device=\"amber\",event=\"missing-beats\",severity=\"critical\"} 2.0",
            "countersign_agent_up{agent=\"ada\",device=\"amber\"} 1.0",
            "countersign_agent_up{agent=\"alan\",device=\"amber\"} 0.0",
            "countersign_key_devices_usable{key=\"main\"} 4.0",
            "countersign_key_devices_needed{key=\"main\"} 3.0");
  }

  @Test
  void whatADeviceSaysForgesNoLineAndWhatItSaysTwiceBreaksNothing() {
    StatusView.AlarmView forged = new StatusView.AlarmView("a\"} 1\ncountersign_x 9", "\\", 1);
    List<String> lines = lines(device("amber", "up", forged, forged));
    assertThat(lines).noneMatch(line -> line.startsWith("countersign_x"));
    assertThat(lines).anyMatch(line -> line.startsWith("countersign_device_alarms_total{"));
  }
}
