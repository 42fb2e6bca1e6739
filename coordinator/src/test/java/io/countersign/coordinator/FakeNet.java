package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireMessage;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ring's devices and agents' nodes, reached by real envelopes over a network in memory that can
 * be cut. Each party has a thread of its own.
 */
public final class FakeNet implements Outbox, AutoCloseable {
  final Parties<FakeDevice> devices = new Parties<>();
  final Parties<FakeAgents> agents = new Parties<>();
  private final Parties<EnvelopeOpener> openers = new Parties<>();
  private final Parties<EnvelopeSealer> sealers = new Parties<>();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();
  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final Parties<ScheduledExecutorService> threads = new Parties<>();
  private volatile Consumer<WireMessage> watcher = message -> {};
  private volatile boolean cut;
  private volatile @Nullable ActorRef<CoordinatorCommand> coordinator;

  public FakeNet(TestRing ring) {
    ring.ring()
        .parties(Role.DEVICE)
        .forEach(
            p -> {
              devices.put(p.name(), new FakeDevice(ring, p.name()));
              join(ring, p.name());
            });
    ring.ring()
        .parties(Role.AGENTS)
        .forEach(
            p -> {
              agents.put(p.name(), new FakeAgents(ring, p.name()));
              join(ring, p.name());
            });
  }

  private void join(TestRing ring, String name) {
    Clock clock = Clock.systemUTC();
    threads.put(name, Executors.newSingleThreadScheduledExecutor());
    openers.put(
        name,
        new EnvelopeOpener(
            name, ring.ring(), Set.of(Role.COORDINATOR), ring.agreement(name), clock));
    sealers.put(
        name,
        new EnvelopeSealer(
            name,
            ring.ring(),
            ring.identity(name)::sign,
            ring.agreement(name),
            clock,
            new SecureRandom()));
  }

  /** Where answers go. */
  public void connect(ActorRef<CoordinatorCommand> to) {
    coordinator = to;
    cut = false;
  }

  /** Nothing passes any more, in either direction. */
  void cut() {
    cut = true;
  }

  void kill(String party) {
    dead.add(party);
  }

  void revive(String party) {
    dead.remove(party);
  }

  void slow(String party, Duration delay) {
    delays.put(party, delay);
  }

  /** Whether every agent keeps silent. */
  public void agentsSilent(boolean silent) {
    agents.values().forEach(node -> node.silenceAll(silent));
  }

  /** Sees every message that reaches a device or agents' node, before it is answered. */
  void watch(Consumer<WireMessage> consumer) {
    watcher = consumer;
  }

  @Override
  public void send(String to, SealedEnvelope message) {
    if (!cut && !dead.contains(to) && !threads.get(to).isShutdown()) {
      threads.get(to).execute(() -> receive(to, message));
    }
  }

  private void receive(String to, SealedEnvelope message) {
    WireMessage question = openers.get(to).open(message).message();
    watcher.accept(question);
    if (dead.contains(to) || isRecord(question)) {
      return;
    }
    List<? extends WireMessage> answers =
        question instanceof DeviceProtocol d
            ? List.of(devices.get(to).answer(d))
            : agents.get(to).answer((AgentProtocol) question);
    for (WireMessage answer : answers) {
      long millis = delays.getOrDefault(to, Duration.ZERO).toMillis();
      ScheduledFuture<?> unused =
          threads.get(to).schedule(() -> answer(to, answer), millis, TimeUnit.MILLISECONDS);
    }
  }

  /** All parties share one ring, so that each obeys what the coordinator obeys. */
  private static boolean isRecord(WireMessage question) {
    return question instanceof DeviceProtocol.NextRecord
        || question instanceof AgentProtocol.AgentNextRecord;
  }

  private void answer(String from, WireMessage answer) {
    ActorRef<CoordinatorCommand> to = coordinator;
    if (!cut && !dead.contains(from) && to != null) {
      to.tell(
          new CoordinatorCommand.FromNetwork(sealers.get(from).seal(TestRing.COORDINATOR, answer)));
    }
  }

  @Override
  public void close() {
    threads.values().forEach(ScheduledExecutorService::shutdownNow);
  }
}
