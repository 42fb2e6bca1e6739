package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The guardian of a coordinator: one actor per request, all unfinished ones resumed at its start
 * (I6), a {@link Switchboard} for what crosses the network, a {@link Liveness} for who is there, a
 * {@link Scribe} for what was refused. If its log cannot be written it fails with {@link
 * CoordinatorHalted}, and nothing that waited for a record is done (I7).
 */
public final class Coordinator extends AbstractBehavior<Coordinator.Message> {
  private static final String REQUESTS = "countersign.coordinator.requests-dispatcher";
  private static final String COMBINING = "countersign.coordinator.combining-dispatcher";
  private static final Duration RESPAWN = Duration.ofSeconds(1);
  private static final Duration BUSY_RETRY = Duration.ofSeconds(5);
  private static final String UNWRITABLE =
      "the journal cannot be written: the request is not accepted. Free space or repair the disk"
          + " (the coordinator's log names the cause); it goes on by itself, and sending the same"
          + " request again is safe";

  private static final String UNRECORDED =
      "the coordinator's log cannot be written: the request is not accepted. Free space or repair"
          + " the disk; it goes on by itself, and sending the same request again is safe";

  /** What the guardian reads. */
  sealed interface Message permits CoordinatorCommand, Internal {}

  /** What its own children and timers tell it. */
  sealed interface Internal extends Message {}

  /** A message that was opened. */
  record Arrived(String from, WireMessage message) implements Internal {}

  /** Who is there changed. */
  record HealthChanged() implements Internal {}

  /** A request as it is now. */
  record Seen(Octets id, RequestView view, long contentOctets) implements Internal {}

  /** There is no such request in the journal. */
  record Nothing(Octets id) implements Internal {}

  /** A request could not be stored; its clients wait for an answer. */
  record NotStored(
      Octets id,
      ActorRef<RequestEntity.Message> actor,
      List<ActorRef<CoordinatorCommand.Reply>> clients)
      implements Internal {}

  /** An envelope was not opened. */
  record Unreadable(String check, String detail) implements Internal {}

  /** The log failed: what it was to record does not take effect. Its clients get an answer. */
  record LogLost(Throwable cause, List<ActorRef<CoordinatorCommand.Reply>> clients)
      implements Internal {}

  private record Stopped(Octets id, ActorRef<RequestEntity.Message> actor) implements Internal {}

  private record Respawn(Octets id) implements Internal {}

  private final TimerScheduler<Message> timers;
  private final HealthBoard board = new HealthBoard();
  private final Ring ring;
  private final Registry registry;
  private final StatusViews statusViews;
  private final Intake intake = new Intake();
  private final ActorRef<Switchboard.Message> switchboard;
  private final ActorRef<Liveness.Message> liveness;
  private final GroupCommitter log;
  private final ActorRef<Scribe.Message> scribe;
  private final ActorRef<Registrar.Message> registrar;
  private final RequestEntity.Parts parts;
  private long spawned;

  private Coordinator(
      ActorContext<Message> context, TimerScheduler<Message> timers, CoordinatorSetup setup) {
    super(context);
    this.timers = timers;
    this.ring = setup.ring();
    this.registry = new Registry(setup.limits(), setup.ring().parties(Role.REQUESTER).size() > 1);
    InstantSource steady = new SteadyTime(setup.clock().instant(), System::nanoTime);
    this.statusViews = new StatusViews(setup, steady);
    ActorRef<Message> self = context.getSelf();
    DispatcherSelector requests = DispatcherSelector.fromConfig(REQUESTS);
    this.switchboard =
        context.spawn(Switchboard.create(setup, intake, self), "switchboard", requests);
    this.liveness =
        context.spawn(
            Behaviors.supervise(Liveness.create(setup, steady, board, switchboard, self))
                .onFailure(SupervisorStrategy.restart()),
            "liveness",
            requests);
    // A request waits for one record at a time, so that a slow disk never finds this queue full.
    CoordinatorLimits limits = setup.limits();
    int most = limits.openRequests() + limits.recoveries() + Scribe.NOTES_WAITING + 1;
    this.log = GroupCommitter.start(setup.log().log(), most);
    this.scribe = context.spawn(Scribe.create(setup, log, self), "scribe", requests);
    this.registrar =
        context.spawn(Registrar.create(setup, log, switchboard, self), "registrar", requests);
    Combining combining =
        new Combining(
            context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(COMBINING)));
    this.parts =
        new RequestEntity.Parts(
            new RequestCore(setup.ring(), setup.limits()),
            setup.clock(),
            steady,
            board,
            combining,
            log,
            new Slots(setup.limits().attemptsAtOnce()),
            new Slots(setup.limits().copiesOctets()),
            switchboard,
            self);
    registry.toRecover(setup.directory().persistenceIds());
    recoverNext();
  }

  /** A coordinator that resumes every unfinished request that the journal holds. */
  public static Behavior<CoordinatorCommand> create(CoordinatorSetup setup) {
    return Behaviors.<Message>setup(
            context -> Behaviors.withTimers(timers -> new Coordinator(context, timers, setup)))
        .narrow();
  }

  /** An address for {@link SealedEnvelope}s that belong to a coordinator. */
  public static Behavior<SealedEnvelope> mailbox(ActorRef<CoordinatorCommand> coordinator) {
    return Behaviors.receiveMessage(
        envelope -> {
          coordinator.tell(new CoordinatorCommand.FromNetwork(envelope));
          return Behaviors.same();
        });
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(CoordinatorCommand.FromNetwork.class, this::onFromNetwork)
        .onMessage(CoordinatorCommand.Submit.class, this::onSubmit)
        .onMessage(CoordinatorCommand.TakeRecord.class, this::onTakeRecord)
        .onMessage(CoordinatorCommand.Show.class, this::onShow)
        .onMessage(CoordinatorCommand.ListRequests.class, this::onList)
        .onMessage(CoordinatorCommand.GetStatus.class, this::onStatus)
        .onMessage(CoordinatorCommand.Refused.class, this::onRefused)
        .onMessage(Unreadable.class, this::onUnreadable)
        .onMessage(LogLost.class, this::onLogLost)
        .onMessage(Arrived.class, this::onArrived)
        .onMessage(HealthChanged.class, this::onHealthChanged)
        .onMessage(Seen.class, this::onSeen)
        .onMessage(Nothing.class, this::onNothing)
        .onMessage(NotStored.class, this::onNotStored)
        .onMessage(Stopped.class, this::onStopped)
        .onMessage(Respawn.class, this::onRespawn)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Message> onFromNetwork(CoordinatorCommand.FromNetwork message) {
    Intake.Taken taken = intake.take(message.envelope());
    if (taken == Intake.Taken.YES) {
      switchboard.tell(new Switchboard.Open(message.envelope()));
    } else if (taken == Intake.Taken.FULL) {
      getContext()
          .getLog()
          .warn("envelopes arrive faster than they can be opened; some are dropped");
    }
    return this;
  }

  private Behavior<Message> onTakeRecord(CoordinatorCommand.TakeRecord message) {
    registrar.tell(new Registrar.Bring(message.record(), message.replyTo()));
    return this;
  }

  private Behavior<Message> onSubmit(CoordinatorCommand.Submit message) {
    Octets id = message.request().id();
    Optional<Octets> content = Optional.ofNullable(message.content());
    if (!registry.isKnown(id)) {
      String requester = message.request().request().requester();
      long octets = content.map(Octets::length).orElse(0);
      Optional<String> full = registry.whyFull(requester, octets);
      if (full.isPresent()) {
        message.replyTo().tell(new CoordinatorCommand.Busy(full.get(), BUSY_RETRY));
        return this;
      }
      registry.admit(id, requester, octets);
    }
    child(id).tell(new RequestEntity.Submit(message.request(), content, message.replyTo()));
    return this;
  }

  private Behavior<Message> onShow(CoordinatorCommand.Show message) {
    if (registry.isKnown(message.id())) {
      child(message.id())
          .tell(new RequestEntity.Show(message.requester(), message.waitFor(), message.replyTo()));
    } else {
      message.replyTo().tell(new CoordinatorCommand.NotFound(message.id()));
    }
    return this;
  }

  private Behavior<Message> onList(CoordinatorCommand.ListRequests message) {
    message
        .replyTo()
        .tell(
            new CoordinatorCommand.RequestList(
                registry.views(message.requester(), Registry.LISTED_MAX)));
    return this;
  }

  private Behavior<Message> onStatus(CoordinatorCommand.GetStatus message) {
    message
        .replyTo()
        .tell(
            statusViews.of(
                board.latest(),
                registry.open(),
                registry.views(message.requester(), StatusViews.REQUESTS_MAX)));
    return this;
  }

  private Behavior<Message> onArrived(Arrived message) {
    if (message.message() instanceof DeviceProtocol.DeviceState state) {
      liveness.tell(new Liveness.Answered(message.from(), state));
      obeys(message.from(), Role.DEVICE, state.ring());
    } else if (message.message() instanceof AgentProtocol.AgentState state) {
      liveness.tell(new Liveness.Answered(message.from(), state));
      obeys(message.from(), Role.AGENTS, state.ring());
    } else if (message.message() instanceof DeviceProtocol.HeadTold told) {
      onHead(message.from(), told.head());
    } else if (message.message() instanceof AgentProtocol.AgentHeadTold told) {
      onHead(message.from(), told.head());
    } else if (message.message() instanceof ServerProtocol server) {
      onServer(message.from(), server);
    } else {
      liveness.tell(new Liveness.Heard(message.from()));
      Routing.requestOf(message.message())
          .flatMap(registry::running)
          .ifPresent(
              child -> child.tell(new RequestEntity.Arrived(message.from(), message.message())));
    }
    return this;
  }

  /** A node that obeys an earlier record is told the one after that, until it obeys this one. */
  private void obeys(String party, Role role, long sequence) {
    if (sequence < ring.sequence()) {
      registrar.tell(new Registrar.Behind(party, role, sequence));
    }
  }

  /** A message server speaks for itself alone; that it is busy says nothing of its device (M8). */
  private void onServer(String from, ServerProtocol message) {
    Optional<Ring.Party> server =
        ring.party(from).filter(party -> party.role() == Role.MESSAGE_SERVER);
    if (server.isEmpty()) {
      getContext().getLog().warn("{} speaks as a message server and is none", from);
      return;
    }
    String device = ring.servedBy(server.get()).name();
    if (message instanceof ServerProtocol.ServerState state) {
      onHead(from, state.head());
      obeys(from, Role.MESSAGE_SERVER, state.ring());
      liveness.tell(new Liveness.ServerTold(device, state));
    } else if (message instanceof ServerProtocol.TurnedAway turned
        && turned.refusal().code() == Refusal.Code.BUSY) {
      DeviceProtocol.Refused refused =
          new DeviceProtocol.Refused(turned.request(), turned.attempt(), device, turned.refusal());
      Routing.requestOf(refused)
          .flatMap(registry::running)
          .ifPresent(child -> child.tell(new RequestEntity.Arrived(device, refused)));
    }
  }

  private void onHead(String from, HeadStatement head) {
    liveness.tell(new Liveness.HeadTold(from, head));
    scribe.tell(new Scribe.HeadTold(from, head));
  }

  private Behavior<Message> onRefused(CoordinatorCommand.Refused message) {
    scribe.tell(
        new Scribe.Refused(
            message.check(), message.requester(), message.request(), message.detail()));
    return this;
  }

  private Behavior<Message> onUnreadable(Unreadable message) {
    scribe.tell(new Scribe.Unreadable(message.check(), message.detail()));
    return this;
  }

  private Behavior<Message> onLogLost(LogLost lost) {
    var answer = new CoordinatorCommand.Unwritable(UNRECORDED, BUSY_RETRY);
    lost.clients().forEach(client -> client.tell(answer));
    throw new CoordinatorHalted(lost.cause());
  }

  private Behavior<Message> onStop() throws IOException {
    log.close();
    return this;
  }

  private Behavior<Message> onHealthChanged(HealthChanged message) {
    registry.runningOpen().forEach(child -> child.tell(new RequestEntity.Wake()));
    return this;
  }

  private Behavior<Message> onSeen(Seen message) {
    registry
        .seen(message.id(), message.view(), message.contentOctets())
        .forEach(child -> child.tell(new RequestEntity.Retire()));
    recoverNext();
    return this;
  }

  private Behavior<Message> onNothing(Nothing message) {
    registry.recovered(message.id());
    recoverNext();
    return this;
  }

  private Behavior<Message> onNotStored(NotStored message) {
    registry.notStored(message.id(), message.actor());
    message.actor().tell(new RequestEntity.Retire());
    CoordinatorCommand.Unwritable answer =
        new CoordinatorCommand.Unwritable(UNWRITABLE, BUSY_RETRY);
    message.clients().forEach(client -> client.tell(answer));
    return this;
  }

  private Behavior<Message> onStopped(Stopped message) {
    if (registry.stopped(message.id(), message.actor())) {
      getContext().getLog().error("request {} stopped; it is resumed", message.id());
      timers.startSingleTimer(message.id(), new Respawn(message.id()), RESPAWN);
    }
    recoverNext();
    return this;
  }

  private Behavior<Message> onRespawn(Respawn message) {
    child(message.id());
    return this;
  }

  private void recoverNext() {
    registry.nextToRecover().forEach(this::child);
  }

  /** The request's actor, woken if it sleeps. */
  private ActorRef<RequestEntity.Message> child(Octets id) {
    return registry
        .running(id)
        .orElseGet(
            () -> {
              ActorRef<RequestEntity.Message> child =
                  getContext()
                      .spawn(
                          RequestEntity.create(id, parts),
                          id.hex() + "-" + ++spawned,
                          DispatcherSelector.fromConfig(REQUESTS));
              getContext().watchWith(child, new Stopped(id, child));
              registry.started(id, child);
              return child;
            });
  }
}
