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

/**
 * The actor around {@link RequestCore}: one per request, the only writer of {@code request|id}. It
 * stores a step's events before it carries out the step's effects (I6, I7), and answers who waits.
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

  private record Computed(int attempt, CombineOutcome outcome) implements Message {}

  /** What every request's actor is given. */
  record Parts(
      RequestCore core,
      Clock clock,
      InstantSource steady,
      HealthBoard board,
      Combining combining,
      Slots slots,
      Slots copies,
      ActorRef<Switchboard.Message> switchboard,
      ActorRef<Coordinator.Message> guardian) {}

  private final Octets id;
  private final Parts parts;
  private final ActorContext<Message> context;
  private final TimerScheduler<Message> timers;
  private final RequestViews views;
  private final Waiters waiters;
  private Progress progress = Progress.NONE;
  private final List<ActorRef<CoordinatorCommand.Reply>> submitting = new ArrayList<>();
  private Optional<RequestView> shown = Optional.empty();
  private Optional<ReleasedSignature> released = Optional.empty();
  private Optional<Instant> coreWake = Optional.empty();

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
    this.views = new RequestViews(parts.core().ring());
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
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Submit.class, this::onSubmit)
        .onCommand(Show.class, this::onShow)
        .onCommand(Arrived.class, this::onArrived)
        .onCommand(
            Computed.class, (s, m) -> take(s, new RequestInput.Computed(m.attempt(), m.outcome())))
        .onCommand(Begin.class, (s, m) -> take(s, new RequestInput.Resumed()))
        .onCommand(Wake.class, (s, m) -> take(s, new RequestInput.Tick()))
        .onCommand(Retire.class, this::onRetire)
        .build();
  }

  private void onRecovered(Stored stored) {
    leaveSlots();
    progress = Progress.NONE;
    shown = Optional.empty();
    if (stored.isOpen()) {
      context.getSelf().tell(new Begin());
    } else {
      tellView(stored, situation(stored));
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
          message.replyTo().tell(new CoordinatorCommand.Accepted(view(after)));
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

  /** One step: its events are stored and synced, and only then its effects carried out. */
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
      carryOut(step);
      after(stored, step.situation());
      then.accept(stored);
      return Effect().none();
    }
    return Effect()
        .persist(step.events())
        .thenRun(
            (Stored after) -> {
              carryOut(step);
              after(after, step.situation());
              then.accept(after);
            });
  }

  private void carryOut(RequestCore.Step step) {
    for (RequestEffect effect : step.effects()) {
      if (effect instanceof RequestEffect.ToDevice e) {
        parts.switchboard().tell(new Switchboard.Send(e.device(), e.message()));
      } else if (effect instanceof RequestEffect.ToAgents e) {
        parts.switchboard().tell(new Switchboard.Send(e.node(), e.message()));
      } else if (effect instanceof RequestEffect.Compute e) {
        compute(e);
      } else if (effect instanceof RequestEffect.Note e) {
        context.getLog().warn("request {}: {}", id, e.text());
      }
    }
  }

  private void compute(RequestEffect.Compute effect) {
    context.pipeToSelf(
        parts.combining().start(effect.job()),
        (outcome, failure) ->
            new Computed(
                effect.attempt(),
                outcome != null
                    ? outcome
                    : new CombineOutcome.Broken("combining failed: " + failure)));
  }

  private void after(Stored stored, Situation situation) {
    tellView(stored, situation);
    if (stored.isEnded()) {
      waiters.answerAll(() -> found(stored));
    } else {
      waiters.answerDue(() -> found(stored));
    }
    armTimer();
  }

  private void tellView(Stored stored, Situation situation) {
    if (stored.isEmpty()) {
      parts.guardian().tell(new Coordinator.Nothing(id));
      return;
    }
    RequestView view = views.of(stored, progress, situation);
    if (shown.isEmpty() || !shown.get().equals(view)) {
      if (view.over() && shown.filter(v -> !v.over()).isPresent()) {
        context
            .getLog()
            .info("request {} ({}): {} {}", id, view.name(), view.state(), view.reason());
      }
      shown = Optional.of(view);
      long octets = stored.isOpen() ? stored.about().content().map(Octets::length).orElse(0) : 0;
      parts.guardian().tell(new Coordinator.Seen(id, view, octets));
    }
  }

  private RequestView view(Stored stored) {
    return views.of(stored, progress, situation(stored));
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
    if (released.isEmpty() && stored.signature().isPresent()) {
      Matter about = stored.about();
      released =
          Optional.of(
              ReleasedSignature.stored(about.key(), about.request(), stored.signature().get()));
    }
    return new CoordinatorCommand.Found(view(stored), released);
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
