package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The door of a device, and what a message server becomes (DESIGN.md "Decided now" 6): admits the
 * messages of coordinators that the ring's record lists, opens their envelopes, seals the answers,
 * and keeps what waits for the core bounded. It has no memory worth keeping.
 *
 * <pre>
 *   outside   too many octets wait      dropped, counted
 *   FromNet   opens                     waits, one more in work; the next to the core
 *   FromNet   opens, too much in work   Refused busy; also if too much of its sender's is
 *   FromNet   opens, sender locked out  Refused busy, until the lock-out is over; probes are answered
 *   FromNet   does not open             told to the core as unreadable
 *   FromNet   the ring's next record    to the core, if it has none and its sender is not locked out
 *   RecordJudged                        the core has none; a wrong one counts against its sender
 *   Faulted                             counts against the sender
 *   Taken                               its octets wait for the core no more; the next to the core
 *   Answer                              sealed and sent, one less in work
 *   the core failed                     fails for the same reason
 *   stopped                             its session keys are erased
 * </pre>
 *
 * <p>What waits is bounded twice, in octets, for a message may have a document in it: in front of
 * this actor by a {@link Door}, and in front of the core by {@link Places}, of which one of several
 * senders gets but a share. The {@link WaitingLine} says who is next.
 */
final class DeviceFront {
  /** Who may speak to a device. */
  private static final Set<Role> ADMITTED = Set.of(Role.COORDINATOR);

  /** Messages that the core was given and has not taken; the others wait by urgency. */
  static final int WITH_CORE = 4;

  private final DeviceSetup setup;
  private final EnvelopeOpener opener;
  private final EnvelopeSealer sealer;
  private final ActorRef<SigningDevice.Message> core;
  private final Intake intake;
  private final LockOuts lockOuts;
  private final WaitingLine<SigningDevice.Asked> waiting = new WaitingLine<>();
  private final Places places;
  private int withCore;
  private boolean recordWithCore;

  sealed interface Message {}

  /** What the core says. */
  sealed interface FromCore extends Message {}

  /** Something came from outside. */
  record FromNet(SealedEnvelope sealed) implements Message {}

  /** The core answers one message. */
  record Answer(String to, DeviceProtocol message) implements FromCore {}

  /** The core has judged a message that was so long and keeps nothing of its document. */
  record Taken(String from, long octets) implements FromCore {}

  /**
   * The core has judged a record of the ring that a sender told.
   *
   * @param wrong the check that failed, if nobody could have meant it
   */
  record RecordJudged(String from, Optional<String> wrong) implements FromCore {}

  /** A sender failed at what he is refused nothing for. */
  record Faulted(String sender) implements FromCore {}

  private DeviceFront(
      DeviceSetup setup,
      EnvelopeOpener opener,
      Intake intake,
      ActorRef<SigningDevice.Message> core) {
    this.setup = setup;
    this.intake = intake;
    this.places = new Places(setup.ring(), "in work");
    this.lockOuts = new LockOuts(setup.limits().lockOut());
    lockOuts.recall(setup.log().lockOuts(), setup.clock().instant(), monotonic());
    this.core = core;
    this.opener = opener;
    this.sealer =
        new EnvelopeSealer(
            setup.name(),
            setup.ring(),
            setup.identity()::sign,
            setup.agreement(),
            setup.clock(),
            setup.random());
  }

  /** Its life begins with this call and not with its actor: what is sealed from now on is read. */
  static Behavior<SealedEnvelope> create(DeviceSetup setup) {
    EnvelopeOpener opener = opener(setup);
    return Door.<Message>before(
        setup.limits().octetsInWork(),
        "front",
        intake -> Behaviors.setup(own -> start(own, setup, opener, intake)),
        FromNet::new);
  }

  private static Behavior<Message> start(
      ActorContext<Message> context, DeviceSetup setup, EnvelopeOpener opener, Intake intake) {
    ActorRef<SigningDevice.Message> core =
        context.spawn(
            SigningDevice.core(setup, context.getSelf().narrow()),
            "core",
            DispatcherSelector.fromConfig(SigningDevice.CORE_DISPATCHER));
    context.watch(core);
    return new DeviceFront(setup, opener, intake, core).open();
  }

  private static EnvelopeOpener opener(DeviceSetup setup) {
    return new EnvelopeOpener(
        setup.name(), setup.ring(), ADMITTED, setup.agreement(), setup.clock());
  }

  /** The front alone, with the core that it is given. */
  static Behavior<Message> behindTheDoor(
      DeviceSetup setup, Intake intake, ActorRef<SigningDevice.Message> core) {
    return new DeviceFront(setup, opener(setup), intake, core).open();
  }

  private Behavior<Message> open() {
    return Behaviors.receive(Message.class)
        .onMessage(FromNet.class, this::onFromNet)
        .onMessage(Taken.class, this::onTaken)
        .onMessage(Answer.class, this::onAnswer)
        .onMessage(RecordJudged.class, this::onRecordJudged)
        .onMessage(Faulted.class, this::onFaulted)
        .onSignal(ChildFailed.class, Door::failed)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Message> onFromNet(FromNet net) {
    Instant now = setup.clock().instant();
    intake.taken(net.sealed());
    noteDropped(now);
    try {
      EnvelopeOpener.Opened opened = opener.open(net.sealed());
      if (opened.message() instanceof DeviceProtocol.NextRecord next) {
        tellRecord(opened.from(), next);
      } else if (opened.message() instanceof DeviceProtocol message) {
        forward(opened.from(), message, Intake.cost(net.sealed()), now);
      } else {
        unreadable("wire:type", "an agent's message from " + opened.from(), now);
      }
    } catch (WireException e) {
      unreadable(e.check(), String.valueOf(e.getMessage()), now);
      e.sender().ifPresent(sender -> failed(sender, now));
    }
    return Behaviors.same();
  }

  /** M29: what is counted was sent under the sender's own key. */
  private void failed(String sender, Instant now) {
    lockOuts
        .failed(sender, monotonic())
        .ifPresent(
            lockOut -> {
              setup.gate().threatened(ThreatEvent.LOCKED_OUT);
              core.tell(new SigningDevice.Happened(new Input.SenderLockedOut(lockOut, now)));
            });
  }

  private static boolean isFailure(Refusal refusal) {
    return refusal.code() == Refusal.Code.BAD_REQUEST
        || refusal.code() == Refusal.Code.NOT_AUTHORIZED;
  }

  private static Duration monotonic() {
    return Duration.ofNanos(System.nanoTime());
  }

  private void noteDropped(Instant now) {
    long dropped = intake.dropped();
    if (dropped > 0) {
      unreadable(
          "front:full",
          dropped
              + " messages were dropped unopened: "
              + setup.limits().octetsInWork()
              + " octets waited already",
          now);
    }
  }

  private void forward(String from, DeviceProtocol message, long octets, Instant now) {
    Optional<Refusal> lockedOut =
        message instanceof DeviceProtocol.Probe
            ? Optional.empty()
            : lockOuts.refusal(setup.name(), from, monotonic());
    if (lockedOut.isPresent()) {
      send(from, refused(message, lockedOut.get()));
      return;
    }
    DeviceLimits limits = setup.limits();
    Optional<String> full =
        places.whyFull(from, octets, limits.messagesInWork(), limits.octetsInWork());
    if (full.isPresent()) {
      send(from, busy(message, full.get()));
      return;
    }
    places.take(from, octets);
    SigningDevice.Asked asked = new SigningDevice.Asked(from, message, now, octets);
    waiting.add(from, Urgency.of(message), asked);
    handOn();
  }

  /** A few at a time, so that what is urgent and came late does not wait behind all others. */
  private void handOn() {
    while (withCore < WITH_CORE) {
      Optional<SigningDevice.Asked> next = waiting.next();
      if (next.isEmpty()) {
        return;
      }
      withCore++;
      core.tell(next.get());
    }
  }

  /**
   * Has no answer: how the device is shows which record it obeys. One at a time, so that nothing
   * gathers in front of the core; who told another is asked again.
   */
  private void tellRecord(String from, DeviceProtocol.NextRecord next) {
    if (!recordWithCore && lockOuts.left(from, monotonic()).isEmpty()) {
      recordWithCore = true;
      core.tell(new SigningDevice.RecordTold(from, next.record()));
    }
  }

  private DeviceProtocol busy(DeviceProtocol message, String reason) {
    return refused(
        message, Refusal.busy(setup.name() + " " + reason, setup.limits().retryAfter().toMillis()));
  }

  private DeviceProtocol refused(DeviceProtocol message, Refusal refusal) {
    Subject subject = Subject.of(message);
    return new DeviceProtocol.Refused(subject.request(), subject.attempt(), setup.name(), refusal);
  }

  private void unreadable(String check, String detail, Instant now) {
    setup.gate().threatened(ThreatEvent.ofMessage(check));
    core.tell(new SigningDevice.Happened(new Input.Unreadable(check, detail, now)));
  }

  private Behavior<Message> onTaken(Taken taken) {
    places.freeOctets(taken.from(), taken.octets());
    withCore--;
    handOn();
    return Behaviors.same();
  }

  private Behavior<Message> onAnswer(Answer answer) {
    places.freePlace(answer.to());
    if (answer.message() instanceof DeviceProtocol.Refused refused
        && isFailure(refused.refusal())) {
      setup.gate().threatened(ThreatEvent.ofRefusal(refused.refusal().check()));
      failed(answer.to(), setup.clock().instant());
    }
    send(
        answer.to(),
        answer.message() instanceof DeviceProtocol.DeviceState state
            ? state.lockingOut(lockOuts.list(monotonic()))
            : setup.gate().leaving(setup.name(), answer.message()));
    return Behaviors.same();
  }

  private Behavior<Message> onRecordJudged(RecordJudged judged) {
    recordWithCore = false;
    if (judged.wrong().isPresent()) {
      setup.gate().threatened(ThreatEvent.ofMessage(judged.wrong().get()));
      failed(judged.from(), setup.clock().instant());
    }
    return Behaviors.same();
  }

  private Behavior<Message> onFaulted(Faulted faulted) {
    failed(faulted.sender(), setup.clock().instant());
    return Behaviors.same();
  }

  private void send(String to, DeviceProtocol message) {
    setup.outbox().send(to, sealer.seal(to, message), Subject.of(message));
  }

  private Behavior<Message> onStop() {
    opener.close();
    sealer.close();
    return Behaviors.same();
  }
}
