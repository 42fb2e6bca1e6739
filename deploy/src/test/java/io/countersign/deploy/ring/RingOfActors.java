package io.countersign.deploy.ring;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.countersign.coordinator.Coordinator;
import io.countersign.coordinator.CoordinatorCommand;
import io.countersign.coordinator.CoordinatorLimits;
import io.countersign.coordinator.CoordinatorSetup;
import io.countersign.coordinator.RequestDirectory;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireMessage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ring in one actor: parent of all its nodes and their post office. It counts the messages of the
 * request, and loses a node at one of them: from that message on nothing leaves the node and
 * nothing reaches it, its actor is stopped, and what it had in memory is gone.
 */
final class RingOfActors {
  private static final Duration A_MOMENT = Duration.ofMillis(60);

  /** What the ring is told. */
  sealed interface Message {}

  /** For the coordinator, if there is one just now. */
  record Tell(CoordinatorCommand command) implements Message {}

  /** Asks what was counted. */
  record Count(ActorRef<Counted> replyTo) implements Message {}

  private record Carry(String from, int life, String to, SealedEnvelope envelope)
      implements Message {}

  private record Serves(int life, ActorRef<CoordinatorCommand> coordinator) implements Message {}

  private record Revive(String node) implements Message {}

  /** What the ring tells the test. */
  sealed interface Event {}

  /** Every node answers but the late ones. */
  record Ready() implements Event {}

  /** The node is lost; its actor has ended. */
  record Lost() implements Event {}

  /** The lost node answers again. */
  record Back() implements Event {}

  /** A node failed by itself, which none should. */
  record Broken(String node, String cause) implements Event {}

  /**
   * @param messages of the request, to and from each node
   * @param unanswered questions to agents that have no answer yet
   * @param contradictions where a device said two things for one attempt
   */
  record Counted(Map<String, Integer> messages, int unanswered, List<String> contradictions) {}

  /**
   * @param requests the requests that this ring's coordinator resumes
   * @param loss what is lost, if anything
   * @param late agents' nodes that are started at the loss only, so that the devices of the others
   *     are the ones to sign
   */
  record Plan(
      NodeFiles files,
      Path logs,
      RequestDirectory requests,
      CoordinatorLimits limits,
      Optional<Loss> loss,
      Set<String> late) {}

  private static final class Node {
    private final EnvelopeOpener opener;
    private int life;
    private int messages;
    private @Nullable ActorRef<SealedEnvelope> actor;

    Node(EnvelopeOpener opener) {
      this.opener = opener;
    }
  }

  private final ActorContext<Message> context;
  private final TimerScheduler<Message> timers;
  private final Plan plan;
  private final ActorRef<Event> events;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Set<String> answering = new HashSet<>();
  private final Answers answers = new Answers();
  private @Nullable ActorRef<CoordinatorCommand> coordinator;
  private boolean lost;
  private int unanswered;

  private RingOfActors(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      Plan plan,
      ActorRef<Event> events) {
    this.context = context;
    this.timers = timers;
    this.plan = plan;
    this.events = events;
  }

  static Behavior<Message> create(Plan plan, ActorRef<Event> events) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new RingOfActors(context, timers, plan, events).open()));
  }

  private Behavior<Message> open() {
    Ring ring = plan.files().ring().ring();
    for (Ring.Party party : ring.parties()) {
      if (party.role() != Role.REQUESTER) {
        Set<Role> all = Set.of(Role.COORDINATOR, Role.DEVICE, Role.AGENTS);
        nodes.put(
            party.name(),
            new Node(
                new EnvelopeOpener(
                    party.name(),
                    ring,
                    all,
                    plan.files().ring().agreement(party.name()),
                    Clock.systemUTC())));
      }
    }
    nodes.keySet().stream().filter(n -> !plan.late().contains(n)).sorted().forEach(this::start);
    return Behaviors.receive(Message.class)
        .onMessage(Carry.class, this::onCarry)
        .onMessage(Tell.class, this::onTell)
        .onMessage(Count.class, this::onCount)
        .onMessage(Serves.class, this::onServes)
        .onMessage(Revive.class, this::onRevive)
        .onSignal(ChildFailed.class, this::onFailed)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("a message names " + name + ", which is no node");
    }
    return node;
  }

  private void start(String name) {
    Node node = node(name);
    int life = ++node.life;
    ActorRef<Message> self = context.getSelf();
    Outbox outbox = (to, envelope) -> self.tell(new Carry(name, life, to, envelope));
    ActorRef<SealedEnvelope> actor = context.spawn(behavior(name, life, outbox), name + "-" + life);
    context.watch(actor);
    node.actor = actor;
  }

  private Behavior<SealedEnvelope> behavior(String name, int life, Outbox outbox) {
    return switch (plan.files().ring().ring().party(name).orElseThrow().role()) {
      case DEVICE -> plan.files().device(name, plan.logs(), outbox);
      case AGENTS -> plan.files().agents(name, plan.logs(), outbox);
      default -> coordinator(name, life, outbox);
    };
  }

  private Behavior<SealedEnvelope> coordinator(String name, int life, Outbox outbox) {
    ActorRef<Message> self = context.getSelf();
    return Behaviors.setup(
        child -> {
          CoordinatorSetup setup =
              new CoordinatorSetup(
                  name,
                  plan.files().ring().ring(),
                  plan.files().ring().identity(name)::sign,
                  plan.files().ring().agreement(name),
                  outbox,
                  Clock.systemUTC(),
                  new SecureRandom(),
                  plan.requests(),
                  plan.files().coordinator(name, plan.logs()),
                  plan.limits(),
                  next -> {});
          ActorRef<CoordinatorCommand> started =
              child.spawn(Coordinator.create(setup), "coordinator");
          child.watch(started);
          self.tell(new Serves(life, started));
          return Coordinator.mailbox(started);
        });
  }

  private Behavior<Message> onCarry(Carry carried) {
    Node from = node(carried.from());
    if (from.actor == null || from.life != carried.life()) {
      return Behaviors.same();
    }
    WireMessage message = node(carried.to()).opener.open(carried.envelope()).message();
    if (message instanceof DeviceProtocol.DeviceState
        || message instanceof AgentProtocol.AgentState) {
      return onState(carried);
    }
    if (message instanceof DeviceProtocol.Probe
        || message instanceof AgentProtocol.AgentProbe
        || message instanceof DeviceProtocol.Heads
        || message instanceof DeviceProtocol.HeadTold
        || message instanceof AgentProtocol.AgentHeads
        || message instanceof AgentProtocol.AgentHeadTold) {
      return deliver(carried);
    }
    return onAboutRequest(carried, message);
  }

  private Behavior<Message> onState(Carry carried) {
    boolean isNew = answering.add(carried.from());
    if (isNew && plan.loss().filter(l -> lost && l.node().equals(carried.from())).isPresent()) {
      events.tell(new Back());
    } else if (isNew && !lost && answering.size() == nodes.size() - 1 - plan.late().size()) {
      events.tell(new Ready());
    }
    return deliver(carried);
  }

  private Behavior<Message> onAboutRequest(Carry carried, WireMessage message) {
    answers.heard(carried.from(), message);
    unanswered += message instanceof AgentProtocol.AskApproval ? 1 : 0;
    unanswered -= message instanceof AgentProtocol.Approved ? 1 : 0;
    unanswered -= message instanceof AgentProtocol.Declined ? 1 : 0;
    node(carried.from()).messages++;
    node(carried.to()).messages++;
    if (!lost && plan.loss().filter(l -> node(l.node()).messages == l.point()).isPresent()) {
      lose(plan.loss().orElseThrow().node());
      return Behaviors.same();
    }
    return deliver(carried);
  }

  private Behavior<Message> deliver(Carry carried) {
    ActorRef<SealedEnvelope> to = node(carried.to()).actor;
    if (to != null) {
      to.tell(carried.envelope());
    }
    return Behaviors.same();
  }

  private void lose(String name) {
    lost = true;
    Node node = node(name);
    ActorRef<SealedEnvelope> actor = node.actor;
    node.actor = null;
    answering.remove(name);
    if (name.equals(TestRing.COORDINATOR)) {
      coordinator = null;
    }
    if (actor != null) {
      context.stop(actor);
    }
    plan.late().stream().sorted().forEach(this::start);
  }

  private Behavior<Message> onTerminated(Terminated ended) {
    events.tell(new Lost());
    Loss loss = plan.loss().orElseThrow();
    if (loss.back()) {
      timers.startSingleTimer(new Revive(loss.node()), A_MOMENT);
    }
    return Behaviors.same();
  }

  private Behavior<Message> onFailed(ChildFailed failed) {
    events.tell(new Broken(failed.getRef().path().name(), String.valueOf(failed.getCause())));
    return Behaviors.same();
  }

  private Behavior<Message> onRevive(Revive revive) {
    start(revive.node());
    return Behaviors.same();
  }

  private Behavior<Message> onServes(Serves serves) {
    coordinator = serves.coordinator();
    if (lost) {
      events.tell(new Back());
    }
    return Behaviors.same();
  }

  private Behavior<Message> onTell(Tell tell) {
    if (coordinator != null) {
      coordinator.tell(tell.command());
    }
    return Behaviors.same();
  }

  private Behavior<Message> onCount(Count count) {
    Map<String, Integer> messages = new HashMap<>();
    nodes.forEach((name, node) -> messages.put(name, node.messages));
    count.replyTo().tell(new Counted(messages, unanswered, answers.contradictions()));
    return Behaviors.same();
  }
}
