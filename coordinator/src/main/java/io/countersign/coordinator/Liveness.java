package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.HeadSpeaker;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks every device and agents' node how it is, and writes down who answers. Who does not answer is
 * down, which is never blame. Now and then it tells each where the others' logs stand, as they last
 * said themselves, and where its own does.
 */
final class Liveness extends AbstractBehavior<Liveness.Message> {
  sealed interface Message {}

  private record Probe() implements Message {}

  /** A message of a device or agents' node that says how it is. */
  record Answered(String from, WireMessage state) implements Message {}

  /** A party sent something else: it is alive, however late its answers to probes are. */
  record Heard(String from) implements Message {}

  /** A node said where its log stands. */
  record HeadTold(String from, HeadStatement head) implements Message {}

  /** The message server of a device said how it is. */
  record ServerTold(String device, ServerProtocol.ServerState state) implements Message {}

  /** Heads are told with every so many probes: with the default interval every ten seconds. */
  private static final int PROBES_PER_HEADS = 20;

  private final String self;
  private final Ring ring;
  private final CoordinatorLimits limits;
  private final InstantSource steady;
  private final HealthBoard board;
  private final ActorRef<Switchboard.Message> switchboard;
  private final ActorRef<Coordinator.Message> guardian;
  private final Map<String, Health.Device> devices = new HashMap<>();
  private final Map<String, Health.Node> nodes = new HashMap<>();
  private final Map<String, Health.Server> servers = new HashMap<>();
  private final Map<String, Long> answered = new HashMap<>();
  private final LogHeads heads;
  private final CoordinatorLog log;
  private final HeadSpeaker speaker;
  private Set<String> usable = Set.of();
  private long probe;

  private Liveness(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      CoordinatorSetup setup,
      InstantSource steady,
      HealthBoard board,
      ActorRef<Switchboard.Message> switchboard,
      ActorRef<Coordinator.Message> guardian) {
    super(context);
    this.self = setup.name();
    this.ring = setup.ring();
    this.heads = new LogHeads(ring, setup.log().heads().latest());
    this.log = setup.log();
    this.speaker = log.speaker();
    this.limits = setup.limits();
    this.steady = steady;
    this.board = board;
    this.switchboard = switchboard;
    this.guardian = guardian;
    timers.startTimerWithFixedDelay(new Probe(), Duration.ZERO, limits.probeInterval());
  }

  static Behavior<Message> create(
      CoordinatorSetup setup,
      InstantSource steady,
      HealthBoard board,
      ActorRef<Switchboard.Message> switchboard,
      ActorRef<Coordinator.Message> guardian) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Liveness(context, timers, setup, steady, board, switchboard, guardian)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Probe.class, m -> onProbe())
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Heard.class, this::onHeard)
        .onMessage(HeadTold.class, this::onHeadTold)
        .onMessage(ServerTold.class, this::onServerTold)
        .build();
  }

  private Behavior<Message> onProbe() {
    probe++;
    for (Ring.Party device : ring.inForce(Role.DEVICE)) {
      switchboard.tell(new Switchboard.Send(device.name(), new DeviceProtocol.Probe(probe)));
    }
    for (Ring.Party node : ring.inForce(Role.AGENTS)) {
      switchboard.tell(new Switchboard.Send(node.name(), new AgentProtocol.AgentProbe(probe)));
    }
    if (probe % PROBES_PER_HEADS == 1) {
      tellHeads();
    }
    publish(true);
    return this;
  }

  private void tellHeads() {
    Duration monotonic = Duration.ofNanos(System.nanoTime());
    heads.told(self, speaker.state(log.head(), monotonic));
    for (Ring.Party device : ring.inForce(Role.DEVICE)) {
      var told = new DeviceProtocol.Heads(heads.forNode(device.name(), probe));
      switchboard.tell(new Switchboard.Send(device.name(), told));
    }
    for (Ring.Party node : ring.inForce(Role.AGENTS)) {
      var told = new AgentProtocol.AgentHeads(heads.forNode(node.name(), probe));
      switchboard.tell(new Switchboard.Send(node.name(), told));
    }
  }

  private Behavior<Message> onHeadTold(HeadTold message) {
    heads.told(message.from(), message.head());
    return this;
  }

  private Behavior<Message> onServerTold(ServerTold message) {
    servers.put(message.device(), new Health.Server(steady.instant(), message.state()));
    return this;
  }

  private Behavior<Message> onAnswered(Answered message) {
    Instant now = steady.instant();
    if (message.state() instanceof DeviceProtocol.DeviceState state
        && state.device().equals(message.from())
        && isFirst(message.from(), state.id())) {
      Health.Device before = devices.get(message.from());
      Instant upSince = before != null && before.reachable() ? before.upSince() : now;
      devices.put(message.from(), new Health.Device(true, false, now, upSince, usable(state)));
      publish(false);
    } else if (message.state() instanceof AgentProtocol.AgentState state
        && state.node().equals(message.from())
        && isFirst(message.from(), state.id())) {
      Health.Node before = nodes.get(message.from());
      Instant upSince = before != null && before.reachable() ? before.upSince() : now;
      nodes.put(message.from(), new Health.Node(true, now, upSince, state));
      publish(false);
    }
    return this;
  }

  /** A device that obeys another record than this coordinator is used for nothing (I3). */
  private DeviceProtocol.DeviceState usable(DeviceProtocol.DeviceState state) {
    return state.ring() == ring.sequence() && state.ringHash().equals(ring.hash())
        ? state
        : state.withoutKeys();
  }

  private Behavior<Message> onHeard(Heard message) {
    Instant now = steady.instant();
    Health.Device device = devices.get(message.from());
    if (device != null && device.reachable()) {
      devices.put(
          message.from(),
          new Health.Device(true, device.late(), now, device.upSince(), device.state()));
    }
    Health.Node node = nodes.get(message.from());
    if (node != null && node.reachable()) {
      nodes.put(message.from(), node.at(true, now));
    }
    return this;
  }

  /**
   * Whether it answers a probe that the party did not answer before: who answers a thousand times
   * is heard once. An answer that was long on its way says nothing of the present.
   */
  private boolean isFirst(String from, long id) {
    long probesInTime = limits.reachableFor().dividedBy(limits.probeInterval()) + 1;
    if (id > probe || id <= probe - probesInTime || id <= answered.getOrDefault(from, 0L)) {
      return false;
    }
    answered.put(from, id);
    return true;
  }

  /**
   * Writes down who is there, and wakes every open request if that matters to it: at once when a
   * party came or went, else with the next probe.
   */
  private void publish(boolean withProbe) {
    Instant now = steady.instant();
    Duration lateAfter = limits.probeInterval().multipliedBy(2);
    devices.replaceAll(
        (name, d) ->
            new Health.Device(
                isWithin(limits.reachableFor(), d.lastAnswer(), now) && !isRevoked(name),
                !isWithin(lateAfter, d.lastAnswer(), now),
                d.lastAnswer(),
                d.upSince(),
                d.state()));
    nodes.replaceAll(
        (name, n) ->
            n.at(
                isWithin(limits.reachableFor(), n.lastAnswer(), now) && !isRevoked(name),
                n.lastAnswer()));
    servers.values().removeIf(s -> !isWithin(limits.reachableFor(), s.lastAnswer(), now));
    board.write(new Health(devices, nodes, servers));
    Set<String> usableNow = usable();
    if (withProbe ? !usableNow.equals(usable) : !parties(usableNow).equals(parties(usable))) {
      logChanges(usableNow);
      usable = usableNow;
      guardian.tell(new Coordinator.HealthChanged());
    }
  }

  private boolean isRevoked(String party) {
    return ring.revokes(party);
  }

  private static boolean isWithin(Duration time, Instant then, Instant now) {
    return Duration.between(then, now).compareTo(time) <= 0;
  }

  /** Everything that decides what requests may do next. */
  private Set<String> usable() {
    Set<String> all = new HashSet<>();
    devices.forEach(
        (name, d) -> {
          if (d.reachable()) {
            all.add(name);
            d.state().keys().forEach(key -> all.add(name + " " + key));
          }
        });
    nodes.forEach(
        (name, n) -> {
          if (n.reachable()) {
            all.add(name);
            n.state().agents().forEach(agent -> all.add(name + " " + agent));
          }
        });
    return all;
  }

  /** Those of them that are names of parties. */
  private static Set<String> parties(Set<String> usable) {
    return usable.stream().filter(word -> word.indexOf(' ') < 0).collect(Collectors.toSet());
  }

  private void logChanges(Set<String> now) {
    for (Ring.Party party : ring.parties()) {
      boolean was = usable.contains(party.name());
      boolean is = now.contains(party.name());
      if (was != is) {
        String verb = is ? "answers" : "does not answer any more";
        getContext().getLog().info("{} {}", party.name(), verb);
      }
    }
  }
}
