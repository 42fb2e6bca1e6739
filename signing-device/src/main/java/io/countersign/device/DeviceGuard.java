package io.countersign.device;

import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.Heartbeat;
import io.countersign.protocol.guard.Heartbeat.Change;
import io.countersign.protocol.guard.Heartbeat.Phase;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The guard above the share vault as an actor (M27, I5): feeds the {@link Heartbeat} and carries
 * out what it decides.
 *
 * <pre>
 *   ARM      log synced, vault opened, then the gate opens
 *   DISARM   the gate shuts, shares are erased from memory, then mark and log
 *   ERASE    the gate shuts, shares are erased from memory, then mark and files destroyed, again and
 *            again until nothing is left, log; it fails with DeviceErased
 *   a mark that cannot be saved shuts the gate until it can
 * </pre>
 *
 * <p>To shut is never held up by a disk, to open always is (I7). It has threads of its own, for
 * itself and for its ticks, so that no load and no clock that is set makes it late.
 */
final class DeviceGuard {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration MARK_MOST = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REPORT = Duration.ofMinutes(1);
  private static final int WAITING_MOST = 1000;
  private static final int MARKS_PER_LIMIT = 4;

  private final ActorContext<Message> context;
  private final GuardSetup setup;
  private final GuardGate gate;
  private final Executor compute;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Long> refused = new TreeMap<>();
  private final Map<String, String> lastRefused = new HashMap<>();

  /** What is ended with it. */
  private final List<Closeable> running = new ArrayList<>();

  private Heartbeat.State state;

  /** Which arming it is; what was begun for an earlier one is thrown away. */
  private long arming;

  private boolean vaultOpen;
  private boolean markSaved = true;
  private Duration nextMark = Duration.ZERO;
  private Duration nextTry = Duration.ZERO;
  private Duration nextReport = Duration.ZERO;

  /** What is left of an erased device and why, as it was last said. */
  private String left = "";

  private boolean destroyed;

  sealed interface Message {}

  private record Arrived(Octets datagram) implements Message {}

  private record Ticked() implements Message {}

  private record Logged(long arming, boolean durable) implements Message {}

  private record Opened(long arming, @Nullable ShareVault vault, @Nullable Throwable failure)
      implements Message {}

  private record Dead() implements Message {}

  private DeviceGuard(
      ActorContext<Message> context, GuardSetup setup, GuardGate gate, Heartbeat.State state) {
    this.context = context;
    this.setup = setup;
    this.gate = gate;
    this.state = state;
    this.compute =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig(SigningDevice.COMPUTE_DISPATCHER));
  }

  static Behavior<Message> create(GuardSetup setup, GuardGate gate) {
    return Behaviors.setup(
        context -> {
          Heartbeat.State begun =
              setup.heartbeat().begin(setup.marks().read(), setup.clock().get());
          return new DeviceGuard(context, setup, gate, begun).begin();
        });
  }

  private Behavior<Message> begin() throws IOException {
    if (state.phase() == Phase.ERASED) {
      erase();
    } else {
      running.add(setup.beats().listen(this::fromNetwork));
      onTicked();
    }
    running.add(Ticker.start(() -> context.getSelf().tell(new Ticked()), TICK));
    return Behaviors.receive(Message.class)
        .onMessage(Arrived.class, this::onArrived)
        .onMessage(Ticked.class, message -> onTicked())
        .onMessage(Logged.class, this::onLogged)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(Dead.class, message -> onDead())
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  /** On the listener's thread: what comes faster than it is read is lost, as datagrams are. */
  private void fromNetwork(byte[] datagram) {
    if (waiting.incrementAndGet() > WAITING_MOST) {
      waiting.decrementAndGet();
      return;
    }
    context.getSelf().tell(new Arrived(Octets.of(datagram)));
  }

  private Behavior<Message> onArrived(Arrived message) {
    waiting.decrementAndGet();
    if (state.phase() == Phase.ERASED) {
      return Behaviors.same();
    }
    try {
      Beat beat = setup.opener().open(message.datagram().toByteArray());
      take(setup.heartbeat().beat(state, beat, setup.clock().get()));
    } catch (BeatRefused e) {
      refused.merge(e.check(), 1L, Long::sum);
      lastRefused.put(e.check(), Printable.of(String.valueOf(e.getMessage())));
    }
    return Behaviors.same();
  }

  private Behavior<Message> onTicked() {
    if (state.phase() == Phase.ERASED) {
      destroy();
      return Behaviors.same();
    }
    Reading now = setup.clock().get();
    take(setup.heartbeat().tick(state, now));
    if (state.phase() == Phase.ARMED && !vaultOpen && now.boot().compareTo(nextTry) >= 0) {
      arm();
    }
    if (state.phase() != Phase.ERASED && now.boot().compareTo(nextMark) >= 0) {
      saveMark(now);
    }
    if (!refused.isEmpty() && now.boot().compareTo(nextReport) >= 0) {
      report(now);
    }
    return Behaviors.same();
  }

  private void take(Heartbeat.Outcome outcome) {
    state = outcome.state();
    Optional<Change> change = outcome.change();
    if (change.isPresent()) {
      switch (change.get()) {
        case ARM -> arm();
        case DISARM -> disarm();
        case ERASE -> erase();
      }
    }
    setGate();
  }

  private void setGate() {
    gate.openUntil(vaultOpen && markSaved ? setup.heartbeat().armedUntil(state) : Optional.empty());
  }

  private void arm() {
    arming++;
    nextTry = setup.clock().get().boot().plus(RETRY).plus(RETRY);
    long mine = arming;
    context.getLog().info("{} hears enough heartbeat sources and is arming", setup.device());
    context.pipeToSelf(
        setup.log().append(List.of(entry("node-guard-armed"))),
        (records, failure) -> new Logged(mine, failure == null));
  }

  private Behavior<Message> onLogged(Logged message) {
    if (message.arming() != arming || state.phase() != Phase.ARMED) {
      return Behaviors.same();
    }
    if (!message.durable()) {
      context.getLog().warn("{} stays disarmed: its log cannot be written", setup.device());
      return Behaviors.same();
    }
    nextTry = Duration.ofSeconds(Long.MAX_VALUE);
    context.pipeToSelf(
        CompletableFuture.supplyAsync(setup.opening(), compute),
        (vault, failure) -> new Opened(message.arming(), vault, failure));
    return Behaviors.same();
  }

  private Behavior<Message> onOpened(Opened message) {
    ShareVault opened = message.vault();
    if (opened == null) {
      context.getLog().error("the shares cannot be opened", message.failure());
      nextTry = setup.clock().get().boot().plus(RETRY);
      return Behaviors.same();
    }
    if (message.arming() != arming || state.phase() != Phase.ARMED) {
      opened.close();
      return Behaviors.same();
    }
    setup.vault().arm(opened);
    vaultOpen = true;
    setGate();
    setup.vault().problems().forEach(problem -> context.getLog().error("{}", problem));
    context.getLog().info("{} is armed with {}", setup.device(), setup.vault().ready());
    return Behaviors.same();
  }

  /** Shuts at once; what is written of it comes after. */
  private void shut() {
    arming++;
    gate.openUntil(Optional.empty());
    vaultOpen = false;
    setup.vault().disarm();
  }

  private void disarm() {
    shut();
    nextTry = Duration.ZERO;
    context.getLog().warn("{} is disarmed: it heard too few heartbeat sources", setup.device());
    saveMark(setup.clock().get());
    context.pipeToSelf(
        setup.log().append(List.of(entry("node-guard-disarmed"))),
        (records, failure) -> new Logged(0, failure == null));
  }

  private void erase() {
    shut();
    setup.opener().close();
    context
        .getLog()
        .error(
            "{} destroys its shares: its heartbeat sources were silent too long", setup.device());
    destroy();
  }

  /** A disk that is full or read-only puts the end off, and each tick tries again. */
  private void destroy() {
    if (destroyed) {
      return;
    }
    saveMark(setup.clock().get());
    String failed = markSaved ? "" : "its mark cannot be saved";
    try {
      setup.destroy().run();
    } catch (IOException e) {
      failed = String.valueOf(e.getMessage());
    }
    if (!failed.isEmpty()) {
      if (!failed.equals(left)) {
        context.getLog().error("{} is not destroyed yet: {}", setup.device(), failed);
      }
      left = failed;
      return;
    }
    destroyed = true;
    context.pipeToSelf(
        setup.log().append(List.of(entry("node-guard-erased"))), (records, failure) -> new Dead());
  }

  private Behavior<Message> onDead() {
    throw new DeviceErased(setup.device());
  }

  private void saveMark(Reading now) {
    Duration quarter = setup.heartbeat().policy().disarmAfter().dividedBy(MARKS_PER_LIMIT);
    nextMark = now.boot().plus(quarter.compareTo(MARK_MOST) < 0 ? quarter : MARK_MOST);
    boolean before = markSaved;
    try {
      setup.marks().save(setup.heartbeat().mark(state, now));
      markSaved = true;
    } catch (IOException e) {
      markSaved = false;
      if (before) {
        context
            .getLog()
            .error("{} acts no more: its mark cannot be saved: {}", setup.device(), e.getMessage());
      }
    }
    if (before != markSaved) {
      setGate();
    }
  }

  /** What was refused in the last minute, as one record. */
  private void report(Reading now) {
    nextReport = now.boot().plus(REPORT);
    List<String> counts =
        refused.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    List<String> details = lastRefused.values().stream().sorted().toList();
    refused.clear();
    lastRefused.clear();
    context.getLog().warn("beats were refused: {} {}", counts, details);
    context.pipeToSelf(
        setup
            .log()
            .append(
                List.of(
                    LogEntry.of(
                        "node-beats-refused", Map.of("counts", counts, "details", details)))),
        (records, failure) -> new Logged(0, failure == null));
  }

  private LogEntry entry(String kind) {
    Reading now = setup.clock().get();
    return LogEntry.of(
        kind,
        Map.of(
            "silenceMillis",
            setup.heartbeat().silence(state, now).toMillis(),
            "need",
            setup.heartbeat().policy().need(),
            "sources",
            setup.heartbeat().policy().sources()));
  }

  private Behavior<Message> onStopped() {
    shut();
    setup.opener().close();
    for (Closeable one : running) {
      try {
        one.close();
      } catch (IOException e) {
        context.getLog().warn("the heartbeat's port was not closed", e);
      }
    }
    return Behaviors.same();
  }
}
