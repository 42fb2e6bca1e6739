package io.countersign.deploy.cli;

import io.countersign.coordinator.RequestView;
import io.countersign.coordinator.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a ring is, as people read it. */
final class StatusText {
  private static final long MEBI = 1024 * 1024;

  private StatusText() {}

  static List<String> lines(StatusView status) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "ring %s, record %d, coordinator %s"
            .formatted(status.ring(), status.record(), status.coordinator()));
    lines.add("devices");
    status.devices().forEach(device -> lines.add("  " + device(device)));
    lines.add("agents");
    status.agents().forEach(agent -> lines.add("  " + agent(agent)));
    lines.add("keys");
    for (StatusView.KeyView key : status.keys()) {
      lines.add(
          "  %-8s %-8s RSA-%d  %d-of-%d  %s"
              .formatted(
                  key.name(), key.purpose(), key.bits(), key.threshold(), key.of(), key.text()));
    }
    lines.add("requests (%d open)".formatted(status.open()));
    status.requests().forEach(request -> lines.add("  " + request(request)));
    return lines;
  }

  /** One request in one line. */
  static String request(RequestView request) {
    String why =
        !request.reason().isEmpty()
            ? request.reason()
            : request.missing().isEmpty() ? "signers " + request.signers() : request.missing();
    return "%s  %s  %s  key %s  %s: %s"
        .formatted(
            request.id().substring(0, Math.min(16, request.id().length())),
            request.name(),
            request.mode(),
            request.key(),
            request.state(),
            why);
  }

  private static String device(StatusView.DeviceView device) {
    if (device.state().equals("no-shares")) {
      return "%-10s no-shares (disarmed by its guard, or damaged: see its run/node.log)%s"
          .formatted(device.name(), alarms(device));
    }
    if (!device.state().equals("up")) {
      return "%-10s %s".formatted(device.name(), device.state());
    }
    return "%-10s up    keys %s  engine %s%s  log %d  busy %d of %d  %d MiB%s%s"
        .formatted(
            device.name(),
            device.keys(),
            device.engine(),
            device.eraseGuarantee() ? "" : " (no erase guarantee)",
            device.logRecords(),
            device.inFlight(),
            device.capacity(),
            device.residentBytes() / MEBI,
            lockedOut(device),
            alarms(device));
  }

  private static String lockedOut(StatusView.DeviceView device) {
    return device.lockedOut().stream()
        .map(
            out ->
                "  locks out %s for %d s (lock-out %d)"
                    .formatted(out.sender(), out.leftMillis() / 1000, out.times()))
        .collect(Collectors.joining());
  }

  private static String alarms(StatusView.DeviceView device) {
    return device.alarms().stream()
        .map(
            alarm -> "  alarm %s (%s) %d".formatted(alarm.event(), alarm.severity(), alarm.count()))
        .collect(Collectors.joining());
  }

  private static String agent(StatusView.AgentView agent) {
    return "%-10s at %-10s %s %s"
        .formatted(agent.name(), agent.device(), agent.state(), agent.policy());
  }
}
