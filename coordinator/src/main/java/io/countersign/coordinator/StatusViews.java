package io.countersign.coordinator;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.wire.DeviceProtocol;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the status from what is known of devices and agents. Pure but for the clock. */
final class StatusViews {
  static final int REQUESTS_MAX = 100;

  private final String coordinator;
  private final Ring ring;
  private final Clock clock;
  private final InstantSource steady;

  StatusViews(CoordinatorSetup setup, InstantSource steady) {
    this.steady = steady;
    this.coordinator = setup.name();
    this.ring = setup.ring();
    this.clock = setup.clock();
  }

  StatusView of(Health health, int open, List<RequestView> requests) {
    return new StatusView(
        ring.name(),
        ring.sequence(),
        coordinator,
        clock.instant().getEpochSecond(),
        ring.parties(Role.DEVICE).stream().map(p -> device(p.name(), health)).toList(),
        ring.parties(Role.DEVICE).stream()
            .flatMap(p -> ring.agentsOf(p.name()).stream())
            .map(a -> agent(a, health))
            .toList(),
        ring.keys().stream().map(k -> key(k, health)).toList(),
        open,
        requests);
  }

  private StatusView.DeviceView device(String name, Health health) {
    Optional<Health.Device> known = health.device(name);
    boolean revoked = ring.revokes(name);
    if (known.isEmpty() || revoked) {
      return new StatusView.DeviceView(
          name,
          revoked ? "revoked" : "down",
          List.of(),
          "",
          false,
          0,
          "",
          0,
          0,
          0,
          -1,
          List.of(),
          List.of());
    }
    Health.Device device = known.get();
    DeviceProtocol.DeviceState state = device.state();
    return new StatusView.DeviceView(
        name,
        word(device),
        state.keys(),
        state.engine(),
        state.eraseGuarantee(),
        state.logRecords(),
        state.logHead().hex(),
        device.load(),
        state.capacity(),
        state.residentBytes(),
        Duration.between(device.lastAnswer(), steady.instant()).toMillis(),
        health.lockedOut(name).stream()
            .map(out -> new StatusView.LockedOutView(out.sender(), out.times(), out.leftMillis()))
            .toList(),
        state.alarms().stream()
            .map(a -> new StatusView.AlarmView(a.event(), a.severity(), Math.max(0, a.count())))
            .toList());
  }

  /** {@code no-shares}: disarmed by its guard, or its shares are damaged; its log says which. */
  private String word(Health.Device device) {
    if (!device.reachable()) {
      return "down";
    }
    if (device.state().ring() != ring.sequence()
        || !device.state().ringHash().equals(ring.hash())) {
      return "record-differs";
    }
    return device.state().keys().isEmpty() ? "no-shares" : "up";
  }

  private StatusView.AgentView agent(Ring.Agent agent, Health health) {
    Optional<Health.Node> node = health.node(agent.node()).filter(Health.Node::reachable);
    Optional<String> entry =
        node.flatMap(
            n ->
                n.state().agents().stream()
                    .filter(a -> Health.nameIn(a).equals(agent.name()))
                    .findFirst());
    String word;
    if (ring.revokes(agent)) {
      word = "revoked";
    } else if (agent.notAfter() < clock.instant().getEpochSecond()) {
      word = "expired";
    } else if (node.isEmpty()) {
      word = "down";
    } else {
      word = entry.isPresent() ? "up" : "locked";
    }
    String policy = entry.map(e -> e.substring(agent.name().length()).strip()).orElse("");
    return new StatusView.AgentView(agent.name(), agent.device(), agent.node(), word, policy);
  }

  private StatusView.KeyView key(Ring.KeySet key, Health health) {
    Family family = key.families().containsKey(Family.ADD) ? Family.ADD : Family.MULT;
    String share = key.name() + "/" + family.label();
    List<String> down = new ArrayList<>();
    key.record()
        .devices()
        .forEach(
            d -> {
              if (!health.couldUse(d.name(), share)) {
                down.add(d.name());
              }
            });
    int usable = key.n() - down.size();
    String text =
        "devices "
            + usable
            + " of "
            + key.n()
            + (down.isEmpty() ? "" : " (down: " + String.join(", ", down) + ")");
    return new StatusView.KeyView(
        key.name(),
        key.record().purpose(),
        key.modulusBits(),
        key.record().threshold(),
        key.n(),
        usable,
        text);
  }
}
