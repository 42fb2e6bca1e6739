package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The actor around {@link RequestCore}: one per request, the only writer of {@code request|id}. It
 * records a step's acts in the coordinator's log (I7), then stores its events (I6), then carries
 * out its effects, and answers who waits.
 */
final class RequestEntity
    extends EventSourcedBehavior<RequestEntity.Message, RequestEvent, Stored> {
  private static final Duration RESTART_MIN = Duration.ofMillis(200);
  private static final Duration RESTART_MAX = Duration.ofSeconds(10);
  private static final Duration WAKE_MIN = Duration.ofMillis(5);
  private static final Duration WAKE_MAX = Duration.ofMinutes(10);
  private static final double RESTART_SPREAD = 0.2;
  private static final int RESTARTS_MAX = 8;

  sealed interface Message {}

  record Submit(
      SignedRequest request, Optional<Octets> content, ActorRef<CoordinatorCommand.Reply> replyTo)
      implements Message {}

  record Show(String requester, Duration waitFor, ActorRef<CoordinatorCommand.Reply> replyTo)
      implements Message {}

  record Arrived(String from, WireMessage message) implements Message {}

  /** Time passed or health changed. */
  record Wake() implements Message {}

  /** Everything sent before this is done; then it stops. */
  record Retire() implements Message {}

  private record Begin() implements Message {}

  record Computed(int attempt, CombineOutcome outcome) implements Message {}

  /** A step whose acts are not in the log yet. */
  private record Unrecorded(long number, RequestCore.Step step, Consumer<Stored> then) {}

  private record Recorded(long number) implements Message {}

  private record LogLost(Throwable cause) implements Message {}

  /** What every request's actor is given. */
  record Parts(
      RequestCore core,
      Clock clock,
      InstantSource steady,
      HealthBoard board,
      Combining combining,
      GroupCommitter log,
      Slots slots,
      Slots copies,
      ActorRef<Switchboard.Message> switchboard,
      ActorRef<Coordinator.Message> guardian) {}

  private final Octets id;
  private final Parts parts;
  private final ActorContext<Message> context;
  private final TimerScheduler<Message> timers;
  private final RequestShown shown;
  private final Waiters waiters;
  private final EffectRunner effects;
  private Progress progress = Progress.NONE;
  private final List<ActorRef<CoordinatorCommand.Reply>> submitting = new ArrayList<>();
  private Optional<Instant> coreWake = Optional.empty();
  private @Nullable Unrecorded unrecorded;
  private long recordings;

  private RequestEntity(
      Octets id, Parts parts, ActorContext<Message> context, TimerScheduler<Message> timers) {
    super(
        PersistenceId.ofUniqueId(RequestDirectory.PREFIX + id.hex()),
        SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, RESTART_SPREAD)
            .withMaxRestarts(RESTARTS_MAX));
    this.id = id;
    this.parts = parts;
    this.context = context;
    this.timers = timers;
    this.effects = new EffectRunner(id, parts, context);
    this.shown = new RequestShown(id, parts, context);
    this.waiters = new Waiters(parts.core().limits().waitersPerRequest(), parts.steady());
  }

  static Behavior<Message> create(Octets id, Parts parts) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new RequestEntity(id, parts, context, timers)));
  }

  @Override
  public Stored emptyState() {
    return Stored.EMPTY;
  }

  @Override
  public EventHandler<Stored, RequestEvent> eventHandler() {
    return (stored, event) -> stored.apply(event, parts.core().ring());
  }

  @Override
  public SignalHandler<Stored> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (stored, signal) -> onRecovered(stored))
        .onSignal(PostStop.class, (stored, signal) -> leaveSlots())
        .build();
  }

  private void leaveSlots() {
    parts.slots().leave(context.getSelf());
    parts.copies().leave(context.getSelf());
  }

  @Override
  public CommandHandler<Message, RequestEvent, Stored> commandHandler() {
    var handlers = newCommandHandlerBuilder();
    handlers
        .forState(stored -> unrecorded != null)
        .onCommand(Recorded.class, this::onRecorded)
        .onCommand(LogLost.class, this::onLogLost)
        .onAnyCommand(message -> Effect().stash());
    handlers
        .forAnyState()
        .onCommand(Recorded.class, this::onRecorded)
        .onCommand(LogLost.class, this::onLogLost)
        .onCommand(Submit.class, this::onSubmit)
        .onCommand(Show.class, this::onShow)
        .onCommand(Arrived.class, this::onArrived)
        .onCommand(
            Computed.class, (s, m) -> take(s, new RequestInput.Computed(m.attempt(), m.outcome())))
        .onCommand(Begin.class, (s, m) -> take(s, new RequestInput.Resumed()))
        .onCommand(Wake.class, (s, m) -> take(s, new RequestInput.Tick()))
        .onCommand(Retire.class, this::onRetire);
    return handlers.build();
  }

  private void onRecovered(Stored stored) {
    leaveSlots();
    progress = Progress.NONE;
    unrecorded = null;
    shown.forget();
    if (stored.isOpen()) {
      context.getSelf().tell(new Begin());
    } else {
      shown.tell(stored, progress, situation(stored));
    }
    answerSubmitting(stored);
  }

  /** Whoever was waiting for the request to be stored when that failed. */
  private void answerSubmitting(Stored stored) {
    List<ActorRef<CoordinatorCommand.Reply>> clients = List.copyOf(submitting);
    submitting.clear();
    if (stored.isEmpty() && !clients.isEmpty()) {
      parts.guardian().tell(new Coordinator.NotStored(id, context.getSelf(), clients));
    } else {
      clients.forEach(client -> client.tell(found(stored)));
    }
  }

  private Effect<RequestEvent, Stored> onSubmit(Stored stored, Submit message) {
    if (!stored.isEmpty()) {
      message.replyTo().tell(found(stored));
      return Effect().none();
    }
    submitting.add(message.replyTo());
    return take(
        stored,
        new RequestInput.Submitted(message.request(), message.content()),
        after -> {
          submitting.remove(message.replyTo());
          message.replyTo().tell(shown.accepted(after, progress, situation(after)));
        });
  }

  private Effect<RequestEvent, Stored> onShow(Stored stored, Show message) {
    if (stored.isEmpty() || !stored.about().request().requester().equals(message.requester())) {
      message.replyTo().tell(new CoordinatorCommand.NotFound(id));
    } else if (stored.isEnded() || message.waitFor().isZero()) {
      message.replyTo().tell(found(stored));
    } else if (waiters.isFull()) {
      String reason =
          parts.core().limits().waitersPerRequest() + " clients wait for this request already";
      message.replyTo().tell(new CoordinatorCommand.Busy(reason, Duration.ofSeconds(1)));
    } else {
      waiters.add(message.replyTo(), message.waitFor());
      armTimer();
    }
    return Effect().none();
  }

  private Effect<RequestEvent, Stored> onArrived(Stored stored, Arrived message) {
    if (message.message() instanceof DeviceProtocol m) {
      return take(stored, new RequestInput.FromDevice(message.from(), m));
    }
    return take(
        stored, new RequestInput.FromAgents(message.from(), (AgentProtocol) message.message()));
  }

  private Effect<RequestEvent, Stored> onRetire(Stored stored, Retire message) {
    waiters.answerAll(() -> found(stored));
    return Effect().stop();
  }

  private Effect<RequestEvent, Stored> take(Stored stored, RequestInput input) {
    return take(stored, input, after -> {});
  }

  /**
   * One step: its acts are recorded, its events stored, both synced, and only then its effects
   * carried out. While a record is on its way, everything else waits.
   */
  private Effect<RequestEvent, Stored> take(
      Stored stored, RequestInput input, Consumer<Stored> then) {
    Moment moment = moment();
    RequestCore.Step step = parts.core().step(stored, progress, input, moment);
    progress = step.progress();
    coreWake = step.wake();
    if (step.wantsSlot()) {
      parts.slots().want(context.getSelf());
    } else if (progress.phase() instanceof Phase.Idle) {
      parts.slots().leave(context.getSelf());
    }
    if (step.wantsToAsk()) {
      Matter about = step.stored().about();
      parts.copies().want(context.getSelf(), People.copiesOctets(about, parts.core().ring()));
    } else if (progress.copies().isEmpty()) {
      parts.copies().leave(context.getSelf());
    }
    if (step.events().isEmpty()) {
      effects.run(step.effects());
      after(stored, step.situation());
      then.accept(stored);
      return Effect().none();
    }
    List<LogEntry> entries = ActRecords.of(step.events(), step.stored());
    if (entries.isEmpty()) {
      return store(step, then);
    }
    long number = ++recordings;
    unrecorded = new Unrecorded(number, step, then);
    context.pipeToSelf(
        parts.log().submit(entries),
        (records, failure) -> failure == null ? new Recorded(number) : new LogLost(failure));
    return Effect().none();
  }

  private Effect<RequestEvent, Stored> onRecorded(Recorded message) {
    Unrecorded waited = unrecorded;
    if (waited == null || waited.number() != message.number()) {
      return Effect().none(); // Of a life before the journal failed.
    }
    unrecorded = null;
    return store(waited.step(), waited.then());
  }

  /** Nothing of the step is done; the coordinator stops, and this actor with it (I7). */
  private Effect<RequestEvent, Stored> onLogLost(LogLost lost) {
    parts.guardian().tell(new Coordinator.LogLost(lost.cause(), List.copyOf(submitting)));
    return Effect().none();
  }

  private Effect<RequestEvent, Stored> store(RequestCore.Step step, Consumer<Stored> then) {
    return Effect()
        .persist(step.events())
        .thenRun(
            (Stored after) -> {
              effects.run(step.effects());
              after(after, step.situation());
              then.accept(after);
            })
        .thenUnstashAll();
  }

  private void after(Stored stored, Situation situation) {
    shown.tell(stored, progress, situation);
    if (stored.isEnded()) {
      waiters.answerAll(() -> found(stored));
    } else {
      waiters.answerDue(() -> found(stored));
    }
    armTimer();
  }

  private Situation situation(Stored stored) {
    return new Situation(parts.core().ring(), stored, progress, moment());
  }

  private Moment moment() {
    return new Moment(
        parts.clock().instant(),
        parts.steady().instant(),
        parts.board().latest(),
        parts.slots().holds(context.getSelf()),
        parts.copies().holds(context.getSelf()));
  }

  private CoordinatorCommand.Found found(Stored stored) {
    return shown.found(stored, progress, situation(stored));
  }

  private void armTimer() {
    Optional<Instant> next =
        Stream.concat(waiters.next().stream(), coreWake.stream()).min(Instant::compareTo);
    if (next.isEmpty()) {
      timers.cancel(Wake.class);
      return;
    }
    Duration pause = Duration.between(parts.steady().instant(), next.get());
    Duration bounded = pause.compareTo(WAKE_MIN) < 0 ? WAKE_MIN : pause;
    timers.startSingleTimer(
        Wake.class, new Wake(), bounded.compareTo(WAKE_MAX) > 0 ? WAKE_MAX : bounded);
  }
}
