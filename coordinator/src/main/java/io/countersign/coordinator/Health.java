package io.countersign.coordinator;

import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.ServerProtocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who answered probes, and what they said. Only parties that answered in this life of the
 * coordinator are in it. It decides whom to ask, and never who is to blame. Times are those of the
 * {@link SteadyTime}. Immutable.
 */
record Health(Map<String, Device> devices, Map<String, Node> nodes, Map<String, Server> servers) {
  static final Health NOTHING = new Health(Map.of(), Map.of(), Map.of());

  Health {
    devices = Map.copyOf(devices);
    nodes = Map.copyOf(nodes);
    servers = Map.copyOf(servers);
  }

  /** The message server of a device, by the device's name; only those that answered lately. */
  record Server(Instant lastAnswer, ServerProtocol.ServerState state) {}

  /** Whom the device or its message server has locked out. */
  List<DeviceProtocol.LockedOut> lockedOut(String device) {
    List<DeviceProtocol.LockedOut> all = new ArrayList<>();
    device(device).ifPresent(d -> all.addAll(d.state().lockedOut()));
    Server server = servers.get(device);
    if (server != null) {
      all.addAll(server.state().lockedOut());
    }
    return all;
  }

  /**
   * A device that answered at least once.
   *
   * @param reachable it answered lately
   * @param late it is reachable, and its latest answer is overdue
   * @param lastAnswer when it answered last
   * @param upSince since when it has been reachable without a break
   */
  record Device(
      boolean reachable,
      boolean late,
      Instant lastAnswer,
      Instant upSince,
      DeviceProtocol.DeviceState state) {
    /** Computations running or queued there, as it says: never less than none. */
    int load() {
      return Math.max(0, Math.min(state.inFlight(), Math.max(0, state.capacity())));
    }
  }

  /**
   * An agents' node that answered at least once.
   *
   * @param policies agent to policy, such as {@code auto}, as its state says
   */
  record Node(
      boolean reachable,
      Instant lastAnswer,
      Instant upSince,
      AgentProtocol.AgentState state,
      Map<String, String> policies) {
    Node {
      policies = Map.copyOf(policies);
    }

    Node(boolean reachable, Instant lastAnswer, Instant upSince, AgentProtocol.AgentState state) {
      this(reachable, lastAnswer, upSince, state, policies(state));
    }

    /** The same state at another time. */
    Node at(boolean nowReachable, Instant nowAnswered) {
      return new Node(nowReachable, nowAnswered, upSince, state, policies);
    }

    private static Map<String, String> policies(AgentProtocol.AgentState state) {
      Map<String, String> all = new HashMap<>();
      for (String agent : state.agents()) {
        String name = nameIn(agent);
        all.putIfAbsent(name, agent.substring(name.length()).strip());
      }
      return all;
    }
  }

  Optional<Device> device(String name) {
    return Optional.ofNullable(devices.get(name));
  }

  Optional<Node> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** Whether the device is there and could use its share of that name. */
  boolean couldUse(String device, String shareName) {
    return device(device)
        .filter(d -> d.reachable() && d.state().keys().contains(shareName))
        .isPresent();
  }

  /** Whether the device was there and no longer answers. */
  boolean lost(String device) {
    return device(device).filter(d -> !d.reachable()).isPresent();
  }

  /** Whether the device answered a probe after that moment. */
  boolean answeredAfter(String device, Instant moment) {
    return device(device).filter(d -> d.lastAnswer().isAfter(moment)).isPresent();
  }

  /** Whether an agent's card can be asked now. */
  boolean canAsk(String agent, String node) {
    Node there = nodes.get(node);
    return there != null && there.reachable() && there.policies().containsKey(agent);
  }

  /** Whether the node came back after that moment. */
  boolean returnedAfter(String node, Instant moment) {
    return node(node).filter(n -> n.reachable() && n.upSince().isAfter(moment)).isPresent();
  }

  /** What a reachable node says of an agent, such as {@code auto}; empty when not known. */
  String policyOf(String agent, String node) {
    Node there = nodes.get(node);
    return there != null && there.reachable() ? there.policies().getOrDefault(agent, "") : "";
  }

  /** The agent's name in {@code name policy}. */
  static String nameIn(String agent) {
    int space = agent.indexOf(' ');
    return space < 0 ? agent : agent.substring(0, space);
  }
}
