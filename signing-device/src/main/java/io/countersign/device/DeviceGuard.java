package io.countersign.device;

import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.device.GuardMessage.Logged;
import io.countersign.device.GuardMessage.MarkTried;
import io.countersign.device.GuardMessage.Opened;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.Heartbeat;
import io.countersign.protocol.guard.Heartbeat.Change;
import io.countersign.protocol.guard.Heartbeat.Phase;
import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.log.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The guard above the share vault as an actor (M27, I5): feeds the {@link Heartbeat} and carries
 * out what it decides.
 *
 * <pre>
 *   ARM      log synced, vault opened, then the gate opens
 *   DISARM   the gate shuts, shares are erased from memory, then mark and log
 *   ERASE    the gate shuts, shares are erased from memory, then mark and files destroyed, again and
 *            again until nothing is left, log; it fails with DeviceErased, whatever the log does
 *   a mark that cannot be saved, or takes too long, shuts the gate until it can
 *   SATELLITES that do not let it go on: as DISARM, until enough of them do (M28)
 *   THREAT   record and alarm; by its rule disarmed for a while, which outlives restarts, or ERASE
 * </pre>
 *
 * <p>To shut is never held up by a disk, to open always is (I7). It has threads of its own, for
 * itself, its ticks and its mark, so that no load, no clock that is set and no disk makes it late.
 */
final class DeviceGuard {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ActorContext<GuardMessage> context;
  private final GuardSetup setup;
  private final GuardGate gate;
  private final Executor compute;
  private final BeatRefusals refused = new BeatRefusals();
  private final ThreatWatch threats;
  private final SatelliteKeeper satellites;
  private final MarkKeeper marks;
  private final Erasure erasure;
  private final Running running;

  private Heartbeat.State state;

  /** Which arming it is; what was begun for an earlier one is thrown away. */
  private long arming;

  private boolean vaultOpen;
  private Duration nextTry = Duration.ZERO;

  /** Until when, by the boot clock, it stays disarmed whatever it hears (M29). */
  private Duration heldUntil;

  private DeviceGuard(
      ActorContext<GuardMessage> context,
      GuardSetup setup,
      GuardGate gate,
      Heartbeat.State state,
      Duration heldUntil) {
    this.context = context;
    this.setup = setup;
    this.gate = gate;
    this.running = new Running(context.getLog());
    this.state = state;
    this.heldUntil = heldUntil;
    this.threats = new ThreatWatch(setup.threats());
    this.satellites = new SatelliteKeeper(setup.satellites(), gate, context.getLog());
    this.marks = MarkKeeper.of(setup, context.getSelf()::tell, context.getLog());
    this.erasure = new Erasure(setup.device(), setup.destroy(), context.getLog());
    this.compute =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig(SigningDevice.COMPUTE_DISPATCHER));
  }

  static Behavior<GuardMessage> create(GuardSetup setup, GuardGate gate) {
    return Behaviors.setup(
        context -> {
          Mark mark = setup.marks().read();
          setup.opener().accepted(mark.counters());
          Reading now = setup.clock().get();
          Heartbeat.State begun = setup.heartbeat().begin(mark, now);
          Duration heldUntil = now.boot().plus(mark.heldAt(now));
          return new DeviceGuard(context, setup, gate, begun, heldUntil).begin();
        });
  }

  private Behavior<GuardMessage> begin() throws IOException {
    if (state.phase() == Phase.ERASED) {
      erase("it was erased before");
    } else {
      // What the mark says needs no port: one that is taken must not keep it from being erased.
      take(setup.heartbeat().tick(state, setup.clock().get()));
    }
    if (state.phase() != Phase.ERASED) {
      // One inbox each: a flood of the one port costs nothing at the other.
      running.add(setup.beats().listen(new BeatInbox(context.getSelf()::tell)::take));
      running.add(satellites.listen(new BeatInbox(context.getSelf()::tell)::take));
      onTicked();
    }
    running.add(marks);
    running.add(Ticker.start(() -> context.getSelf().tell(new GuardMessage.Ticked()), TICK));
    return Behaviors.receive(GuardMessage.class)
        .onMessage(GuardMessage.Arrived.class, this::onArrived)
        .onMessage(GuardMessage.Ticked.class, message -> onTicked())
        .onMessage(Logged.class, this::onLogged)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(GuardMessage.Threatened.class, this::onThreatened)
        .onMessage(MarkTried.class, this::onMarkTried)
        .onMessage(GuardMessage.Dead.class, message -> onDead())
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<GuardMessage> onArrived(GuardMessage.Arrived message) {
    message.inbox().taken();
    if (state.phase() == Phase.ERASED) {
      return Behaviors.same();
    }
    try {
      Reading now = setup.clock().get();
      if (satellites.take(message.datagram(), now.boot())) {
        obeySatellites(now.boot());
      } else {
        Beat beat = setup.opener().open(message.datagram().toByteArray());
        take(setup.heartbeat().beat(state, beat, now));
        setup.opener().accepted(state.counters());
      }
    } catch (BeatRefused e) {
      refused.add(e);
      ThreatEvent.ofBeat(e.check()).ifPresent(this::threatened);
    }
    return Behaviors.same();
  }

  private Behavior<GuardMessage> onTicked() {
    if (state.phase() == Phase.ERASED) {
      if (erasure.hasWaited()) {
        return onDead();
      }
      destroy();
      return Behaviors.same();
    }
    Reading now = setup.clock().get();
    satellites.tick(now.boot());
    take(setup.heartbeat().tick(state, now));
    obeySatellites(now.boot());
    if (state.phase() == Phase.ARMED && !vaultOpen && now.boot().compareTo(nextTry) >= 0) {
      arm();
    }
    if (state.phase() != Phase.ERASED && marks.isDue(now.boot())) {
      saveMark(now);
    }
    refused
        .due(now.boot())
        .ifPresent(
            entry -> {
              context.getLog().warn("beats were refused: {}", entry);
              append(entry);
            });
    return Behaviors.same();
  }

  /** M28. Without enough of them it is disarmed as without beats; nobody's silence erases. */
  private void obeySatellites(Duration now) {
    if (state.phase() != Phase.ERASED && satellites.erase(now)) {
      state = setup.heartbeat().erased(state);
      erase("a quorum of its satellites says that it is switched off");
      alarmErased(ThreatEvent.SWITCHED_OFF);
    } else if (vaultOpen && !satellites.allow(now)) {
      disarm("too few of its satellites say that it may go on (guard:satellites)");
      threatened(ThreatEvent.SWITCHED_OFF);
    }
  }

  private Behavior<GuardMessage> onThreatened(GuardMessage.Threatened message) {
    if (state.phase() != Phase.ERASED) {
      threatened(message.event());
    }
    return Behaviors.same();
  }

  private void threatened(ThreatEvent event) {
    Duration now = setup.clock().get().boot();
    threats.seen(event, now).forEach(rule -> respond(rule, now));
  }

  /** M29. To act is never held up by the record of it. */
  private void respond(ThreatRule rule, Duration now) {
    switch (rule.action()) {
      case RECORD, ALARM -> {}
      case DISARM -> {
        Duration until = now.plus(rule.hold());
        heldUntil = until.compareTo(heldUntil) > 0 ? until : heldUntil;
        disarm("it is threatened: it stays so for " + rule.hold());
      }
      case ERASE -> {
        if (state.phase() != Phase.ERASED) {
          state = setup.heartbeat().erased(state);
          erase("it is threatened");
        }
      }
    }
    if (rule.action() != ThreatRule.Action.RECORD) {
      gate.alarms().raise(Alarm.of(setup.device(), rule));
    }
    append(rule.entry());
  }

  /** Whatever the rules say: nothing is worse. */
  private void alarmErased(ThreatEvent event) {
    gate.alarms().raise(Alarm.of(setup.device(), event, "erase"));
  }

  private void append(LogEntry entry) {
    context.pipeToSelf(
        setup.log().append(List.of(entry)), (records, failure) -> new Logged(0, failure == null));
  }

  private void take(Heartbeat.Outcome outcome) {
    state = outcome.state();
    Optional<Change> change = outcome.change();
    if (change.isPresent()) {
      switch (change.get()) {
        case ARM -> arm();
        case DISARM -> {
          disarm("it heard too few heartbeat sources");
          threatened(ThreatEvent.MISSING_BEATS);
        }
        case ERASE -> {
          erase("its heartbeat sources were silent too long");
          alarmErased(ThreatEvent.MISSING_BEATS);
        }
      }
    }
    setGate();
  }

  private void setGate() {
    gate.openUntil(
        vaultOpen && marks.isSaved() ? setup.heartbeat().armedUntil(state) : Optional.empty());
  }

  private void arm() {
    Duration now = setup.clock().get().boot();
    if (now.compareTo(heldUntil) < 0) {
      nextTry = heldUntil;
      return;
    }
    if (!satellites.allow(now)) {
      nextTry = now;
      return;
    }
    arming++;
    nextTry = now.plus(RETRY).plus(RETRY);
    long mine = arming;
    context.getLog().info("{} hears enough heartbeat sources and is arming", setup.device());
    context.pipeToSelf(
        setup.log().append(List.of(entry("node-guard-armed"))),
        (records, failure) -> new Logged(mine, failure == null));
  }

  private Behavior<GuardMessage> onLogged(Logged message) {
    if (!message.durable() && state.phase() != Phase.ERASED) {
      threatened(ThreatEvent.LOG_UNWRITABLE);
    }
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

  private Behavior<GuardMessage> onOpened(Opened message) {
    ShareVault opened = message.vault();
    if (opened == null) {
      context.getLog().error("the shares cannot be opened", message.failure());
      nextTry = setup.clock().get().boot().plus(RETRY);
      return Behaviors.same();
    }
    boolean allowed = satellites.allow(setup.clock().get().boot());
    if (message.arming() != arming || state.phase() != Phase.ARMED || !allowed) {
      nextTry = allowed ? nextTry : Duration.ZERO;
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

  private void disarm(String why) {
    shut();
    nextTry = Duration.ZERO;
    saveMark(setup.clock().get());
    append(entry("node-guard-disarmed"));
    context.getLog().warn("{} is disarmed: {}", setup.device(), why);
  }

  private void erase(String why) {
    shut();
    setup.opener().close();
    satellites.close();
    destroy();
    context.getLog().error("{} destroys its shares: {}", setup.device(), why);
  }

  private void destroy() {
    if (erasure.isDone()) {
      return;
    }
    saveMark(setup.clock().get());
    erasure.tryAgain(marks);
    endIfDone();
  }

  private Behavior<GuardMessage> onMarkTried(MarkTried message) {
    marks.tried(message);
    setGate();
    endIfDone();
    return Behaviors.same();
  }

  private void endIfDone() {
    if (erasure.becomesDone(marks)) {
      context.pipeToSelf(
          setup.log().append(List.of(erasure.described(entry("node-guard-erased")))),
          (records, failure) -> new GuardMessage.Dead());
    }
  }

  private Behavior<GuardMessage> onDead() {
    throw new DeviceErased(setup.device());
  }

  private void saveMark(Reading now) {
    boolean before = marks.isSaved();
    marks.save(setup.heartbeat().mark(state, now).heldFor(heldUntil.minus(now.boot())));
    if (before != marks.isSaved()) {
      setGate();
    }
  }

  private LogEntry entry(String kind) {
    Reading now = setup.clock().get();
    LogEntry entry = GuardRecords.entry(kind, setup.heartbeat(), state, now);
    return satellites.described(entry, now.boot());
  }

  private Behavior<GuardMessage> onStopped() {
    shut();
    setup.opener().close();
    satellites.close();
    running.close();
    return Behaviors.same();
  }
}
