package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.HeadSpeaker;
import io.countersign.protocol.wire.OwnHead;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A signing device as an actor: feeds the {@link DeviceCore} and carries out its effects, each
 * after what it rests on is durable (I7).
 *
 * <pre>
 *   Happened, Asked     step, effects into the queue
 *   Synced              the effects behind that batch are carried out
 *   Unwritable          fails with DeviceHalted: nothing is done any more
 *   Ticked              step
 *   RecordTold          checked, kept on disk
 *   RecordKept          step; in force when that is in the log
 * </pre>
 *
 * <p>What takes long runs apart from the default dispatcher, so that a busy device does not look
 * dead to the cluster: computations on the compute dispatcher, writing on the log's thread. This
 * actor and the {@link DeviceFront}, whose steps take a millisecond or less, share the default one
 * with the transport: a change of pools wakes a thread each time.
 */
public final class SigningDevice {
  static final String CORE_DISPATCHER = "countersign.device.core-dispatcher";
  static final String COMPUTE_DISPATCHER = "countersign.device.compute-dispatcher";

  private final ActorContext<Message> context;
  private final DeviceSetup setup;
  private final ActorRef<DeviceFront.FromCore> front;
  private final DeviceCore core;
  private final ShareWork work;
  private final Executor compute;
  private final RecordTaker records;
  private final HeadSpeaker speaker;
  private final EffectQueue effects = new EffectQueue();
  private CoreState state = CoreState.EMPTY;
  private LogHead head;

  sealed interface Message {}

  /** An input for the core. */
  record Happened(Input input) implements Message {}

  /**
   * A message for the core, from the front.
   *
   * @param from name of the sender
   * @param octets what the front counts it as
   */
  record Asked(String from, DeviceProtocol message, Instant now, long octets) implements Message {}

  /** The ring's next record, from the front. */
  record RecordTold(String from, String record) implements Message {}

  private record RecordKept(Ring.@Nullable Next next, @Nullable Throwable failure)
      implements Message {}

  private record Synced() implements Message {}

  private record Unwritable(Throwable cause) implements Message {}

  private record Ticked() implements Message {}

  private SigningDevice(
      ActorContext<Message> context, DeviceSetup setup, ActorRef<DeviceFront.FromCore> front) {
    this.context = context;
    this.setup = setup;
    this.front = front;
    this.core =
        new DeviceCore(
            setup.ring(),
            setup.self(),
            keyId -> setup.vault().held(keyId).isPresent(),
            octets -> Octets.of(setup.identity().sign(octets.toByteArray())),
            setup.limits());
    this.work =
        new ShareWork(setup.name(), setup.vault(), setup.identity(), setup.random(), setup.gate());
    this.compute =
        context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(COMPUTE_DISPATCHER));
    this.records = new RecordTaker(setup.ring(), setup.records(), compute);
    this.head = setup.log().head();
    this.speaker =
        new HeadSpeaker(
            new NodeIdentity(setup.name(), setup.identity().publicKey().serial()),
            setup.identity()::sign);
  }

  /**
   * The whole device. It fails with {@link DeviceHalted} when its log cannot be written, and with
   * {@link OwnHead.RolledBack} when that is not the log that it had; it closes vault and log when
   * it stops, after what it was doing.
   */
  public static Behavior<SealedEnvelope> create(DeviceSetup setup) {
    return DeviceFront.create(setup);
  }

  /** The device behind its front. */
  static Behavior<Message> core(DeviceSetup setup, ActorRef<DeviceFront.FromCore> front) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new SigningDevice(context, setup, front).begin(timers)));
  }

  private Behavior<Message> begin(TimerScheduler<Message> timers) {
    timers.startTimerWithFixedDelay(new Ticked(), setup.limits().tick());
    state = state.with(setup.log().handOverLedger()).with(setup.log().heads());
    setup.vault().problems().forEach(problem -> context.getLog().warn("{}", problem));
    step(
        new Input.Began(
            new DeviceRecord.Started(
                setup.vault().engine().name(),
                setup.vault().engine().eraseGuarantee(),
                setup.vault().ready(),
                setup.vault().problems(),
                setup.ring().hash()),
            now()));
    return Behaviors.receive(Message.class)
        .onMessage(Happened.class, message -> step(message.input()))
        .onMessage(Asked.class, this::onAsked)
        .onMessage(Synced.class, message -> onSynced())
        .onMessage(RecordTold.class, this::onRecordTold)
        .onMessage(RecordKept.class, this::onRecordKept)
        .onMessage(Unwritable.class, this::onUnwritable)
        .onMessage(Ticked.class, message -> step(new Input.Tick(now(), monotonic())))
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  /** No state and no effect holds a document, so its octets are free once it was judged. */
  private Behavior<Message> onAsked(Asked asked) {
    front.tell(new DeviceFront.Taken(asked.from(), asked.octets()));
    if (asked.message() instanceof DeviceProtocol.Heads told) {
      OwnHead.require(told.heads(), setup.self(), setup.log().head());
    }
    return step(
        new Input.Received(
            asked.from(), asked.message(), asked.now(), setup.gate().refusal(setup.name())));
  }

  private Behavior<Message> onRecordTold(RecordTold told) {
    try {
      records.begin(told.record()).ifPresent(kept -> context.pipeToSelf(kept, RecordKept::new));
      front.tell(new DeviceFront.RecordJudged(told.from(), Optional.empty()));
    } catch (EvidenceException e) {
      front.tell(new DeviceFront.RecordJudged(told.from(), Optional.of(e.check())));
      return step(
          new Input.Unreadable(
              e.check(), told.from() + " told a record of the ring: " + e.getMessage(), now()));
    }
    return Behaviors.same();
  }

  private Behavior<Message> onRecordKept(RecordKept kept) {
    return records
        .kept(kept.next(), kept.failure())
        .map(next -> step(new Input.RecordKept(next, now())))
        .orElse(Behaviors.same());
  }

  private Behavior<Message> step(Input input) {
    Step step = core.step(state, input);
    state = step.state();
    effects.add(step.effects());
    return pump();
  }

  private Behavior<Message> onSynced() {
    head = setup.log().head();
    effects.synced();
    return pump();
  }

  private Behavior<Message> pump() {
    effects.release().forEach(this::carryOut);
    List<LogEntry> batch = effects.nextBatch();
    if (!batch.isEmpty()) {
      context.pipeToSelf(
          setup.log().append(batch),
          (records, failure) -> failure == null ? new Synced() : new Unwritable(failure));
    }
    return Behaviors.same();
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.Send send) {
      front.tell(new DeviceFront.Answer(send.to(), send.message()));
    } else if (effect instanceof Effect.Compute compute) {
      start(compute.job());
    } else if (effect instanceof Effect.Report report) {
      front.tell(new DeviceFront.Answer(report.to(), report(report)));
    } else if (effect instanceof Effect.TellHead tell) {
      DeviceProtocol told = new DeviceProtocol.HeadTold(speaker.state(head, monotonic()));
      front.tell(new DeviceFront.Answer(tell.to(), told));
    } else if (effect instanceof Effect.Fault fault) {
      front.tell(new DeviceFront.Faulted(fault.of()));
    } else if (effect instanceof Effect.Obey obey) {
      records.obey(obey.next());
    } else if (effect instanceof Effect.Note note) {
      log(note);
    }
  }

  private void log(Effect.Note note) {
    if (note.warn()) {
      context.getLog().warn("{}", note.text());
    } else {
      context.getLog().info("{}", note.text());
    }
  }

  private void start(Job job) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> work.run(job), compute),
        (outcome, failure) ->
            new Happened(new Input.Computed(job.id(), outcome(job, outcome, failure), now())));
  }

  private Job.Outcome outcome(Job job, Job.@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome != null) {
      return outcome;
    }
    context
        .getSystem()
        .log()
        .error("request {}: {} was not computed", job.id().request(), job.id().kind(), failure);
    return new Job.NotMade(
        Refusal.of(
            Code.NOT_READY,
            "compute",
            setup.name() + " failed to compute; its operator finds why in its log of errors"),
        0);
  }

  private DeviceProtocol report(Effect.Report report) {
    return new DeviceProtocol.DeviceState(
        report.id(),
        setup.name(),
        setup.vault().ready(),
        setup.vault().engine().name(),
        setup.vault().engine().eraseGuarantee(),
        setup.ring().sequence(),
        setup.ring().hash(),
        head.n(),
        Octets.ofHex(head.hash()),
        report.inFlight(),
        setup.limits().computations(),
        ResidentMemory.octets(),
        List.of(),
        setup.gate().raised());
  }

  /** I7: what cannot be recorded is not done, and neither is anything after it. */
  private Behavior<Message> onUnwritable(Unwritable failed) {
    throw new DeviceHalted(setup.name() + " stops: " + failed.cause().getMessage(), failed.cause());
  }

  private Behavior<Message> onStopped() {
    setup.vault().close();
    try {
      setup.log().close();
    } catch (IOException e) {
      context.getLog().warn("the log of {} was not closed: {}", setup.name(), e.getMessage());
    }
    return Behaviors.same();
  }

  private static Duration monotonic() {
    return Duration.ofNanos(System.nanoTime());
  }

  private Instant now() {
    return setup.clock().instant();
  }
}
