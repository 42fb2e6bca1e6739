package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.HeadSpeaker;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.ServerProtocol.Pass;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The message server of a device as a node of its own (M8; DESIGN.md "Decided now" 6), on the side
 * of the network: the device hears nobody else. It opens the outer envelope with its own keys, so
 * it knows that a listed sender sent it; the inner one is sealed for the device, which opens and
 * judges it by itself, whatever its message server says. So nothing that a message server does can
 * make a device sign.
 *
 * <pre>
 *   outside   too many octets wait       dropped, counted
 *   FromNet   opens, room for it         recorded, then to the device
 *   FromNet   opens, too much waits      TurnedAway busy: new attempts first, probes last
 *   FromNet   opens, sender locked out   TurnedAway busy, until the lock-out is over; probes pass
 *   FromNet   does not open, or is for another device or of another sender: dropped, recorded
 *   Answered  the device's, to a coordinator: recorded, then sent
 *   Synced    what rested on that batch goes on (I7)
 *   the log cannot be written            fails: nothing goes in or out
 * </pre>
 *
 * <p>What one sender sent keeps its order, for the device refuses what comes late as a replay; so
 * urgency decides here who is turned away, and in the device who is served first.
 */
public final class MessageServer {
  private static final Set<Role> ADMITTED = Set.of(Role.COORDINATOR);

  private final ActorContext<Message> context;
  private final MessageServerSetup setup;
  private final EnvelopeOpener opener;
  private final EnvelopeSealer sealer;
  private final Intake intake;
  private final LockOuts lockOuts;
  private final ServerRecords log;
  private final HeadSpeaker speaker;
  private final String device;
  private final LineToDevice line;
  private final PassCheck check;
  private final RecordTaker records;
  private boolean linked;

  sealed interface Message {}

  private record FromNet(SealedEnvelope sealed) implements Message {}

  private record Answered(String to, SealedEnvelope sealed, Subject about) implements Message {}

  private record Linked(boolean now) implements Message {}

  private enum Sent implements Message {
    NEXT
  }

  private record RecordKept(Ring.@Nullable Next next, @Nullable Throwable failure)
      implements Message {}

  private record Synced() implements Message {}

  private record Unwritable(Throwable cause) implements Message {}

  private MessageServer(
      ActorContext<Message> context,
      MessageServerSetup setup,
      EnvelopeOpener opener,
      Intake intake) {
    this.context = context;
    this.setup = setup;
    this.opener = opener;
    this.intake = intake;
    this.device = setup.device();
    this.lockOuts = new LockOuts(setup.limits().lockOut());
    lockOuts.recall(setup.lockOuts(), setup.clock().instant(), monotonic());
    context.setLoggerName(MessageServer.class);
    this.log = new ServerRecords(setup, context::getLog);
    this.line = new LineToDevice(setup.link(), setup.ring(), setup.limits());
    this.check = new PassCheck(setup, lockOuts, line);
    this.sealer =
        new EnvelopeSealer(
            setup.name(),
            setup.ring(),
            setup.identity()::sign,
            setup.agreement(),
            setup.clock(),
            setup.random());
    this.records =
        new RecordTaker(
            setup.ring(),
            setup.records(),
            context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
    this.speaker =
        new HeadSpeaker(
            new NodeIdentity(setup.name(), setup.identity().publicKey().serial()),
            setup.identity()::sign);
  }

  /**
   * A message server. It fails with {@link DeviceHalted} when its log cannot be written; it closes
   * link and log when it stops. Its life begins with this call.
   */
  public static Behavior<SealedEnvelope> create(MessageServerSetup setup) {
    EnvelopeOpener opener =
        new EnvelopeOpener(setup.name(), setup.ring(), ADMITTED, setup.agreement(), setup.clock());
    return Door.<Message>before(
        setup.limits().octetsInWork(),
        "server",
        intake -> Behaviors.setup(own -> new MessageServer(own, setup, opener, intake).start()),
        FromNet::new);
  }

  private Behavior<Message> start() {
    log.started();
    flush();
    ActorRef<Message> self = context.getSelf();
    setup
        .link()
        .open(
            new DeviceLink.Listener() {
              @Override
              public void answered(String to, SealedEnvelope message, Subject about) {
                self.tell(new Answered(to, message, about));
              }

              @Override
              public void linked(boolean now) {
                self.tell(new Linked(now));
              }
            });
    return Behaviors.receive(Message.class)
        .onMessage(FromNet.class, this::onFromNet)
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Linked.class, this::onLinked)
        .onMessage(Sent.class, message -> onSent())
        .onMessage(Synced.class, message -> onSynced())
        .onMessage(RecordKept.class, this::onRecordKept)
        .onMessage(Unwritable.class, this::onUnwritable)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Message> onFromNet(FromNet net) {
    intake.taken(net.sealed());
    long dropped = intake.dropped();
    if (dropped > 0) {
      log.refused("front:full", dropped + " messages were dropped unopened");
    }
    try {
      EnvelopeOpener.Opened opened = opener.open(net.sealed());
      pass(opened);
    } catch (WireException e) {
      log.refused(e.check(), String.valueOf(e.getMessage()));
      e.sender().ifPresent(this::failed);
    }
    flush();
    return Behaviors.same();
  }

  private void pass(EnvelopeOpener.Opened opened) {
    String from = opened.from();
    if (opened.message() instanceof ServerProtocol.ServerNextRecord told) {
      take(from, told);
      return;
    }
    if (!(opened.message() instanceof Pass message)) {
      throw new WireException("wire:type", from + " sent what a message server does not answer")
          .sentBy(from);
    }
    Duration now = monotonic();
    LineToDevice.Waiting next = check.read(from, message, now);
    Optional<Refusal> refusal = check.refusal(next, now);
    if (refusal.isPresent()) {
      turnAway(from, message, refusal.get());
      return;
    }
    line.reserve(next);
    log.passedIn(next, () -> toDevice(next));
    if (next.urgency() == Urgency.PROBE) {
      tellState(from);
    }
  }

  /** Has no answer: how the message server is shows which record it obeys. */
  private void take(String from, ServerProtocol.ServerNextRecord told) {
    if (lockOuts.left(from, monotonic()).isPresent()) {
      return;
    }
    try {
      records.begin(told.record()).ifPresent(kept -> context.pipeToSelf(kept, RecordKept::new));
    } catch (EvidenceException e) {
      throw new WireException(e.check(), String.valueOf(e.getMessage())).sentBy(from);
    }
  }

  private Behavior<Message> onRecordKept(RecordKept kept) {
    records
        .kept(kept.next(), kept.failure())
        .ifPresent(next -> log.recordTaken(next, () -> records.obey(next)));
    flush();
    return Behaviors.same();
  }

  private void turnAway(String to, Pass message, Refusal refusal) {
    send(to, new ServerProtocol.TurnedAway(message.request(), message.attempt(), refusal));
    log.refused(refusal.check(), refusal.detail());
  }

  private void tellState(String to) {
    send(
        to,
        new ServerProtocol.ServerState(
            speaker.state(setup.log().head(), monotonic()),
            line.waiting(),
            linked,
            setup.ring().sequence(),
            lockOuts.list(monotonic())));
  }

  private void send(String to, ServerProtocol message) {
    setup.outbox().send(to, sealer.seal(to, message));
  }

  /** M29: what is counted was sent under the sender's own key. */
  private void failed(String sender) {
    lockOuts.failed(sender, monotonic()).ifPresent(log::lockedOut);
  }

  private Behavior<Message> onAnswered(Answered answer) {
    Optional<Ring.Party> to =
        setup.ring().party(answer.to()).filter(party -> ADMITTED.contains(party.role()));
    if (to.isPresent()) {
      log.passedOut(
          answer.to(),
          answer.about(),
          answer.sealed(),
          () -> setup.outbox().send(answer.to(), answer.sealed()));
    } else {
      log.refused("server:address", device + " answers '" + Name.printable(answer.to()) + "'");
    }
    flush();
    return Behaviors.same();
  }

  private void flush() {
    log.next()
        .ifPresent(
            batch ->
                context.pipeToSelf(
                    batch,
                    (records, failure) ->
                        failure == null ? new Synced() : new Unwritable(failure)));
  }

  private Behavior<Message> onSynced() {
    log.synced();
    flush();
    return Behaviors.same();
  }

  private void toDevice(LineToDevice.Waiting next) {
    line.add(next);
    pump();
  }

  private void pump() {
    line.next().ifPresent(sending -> context.pipeToSelf(sending, (onItsWay, failure) -> Sent.NEXT));
  }

  private Behavior<Message> onSent() {
    line.sent();
    pump();
    return Behaviors.same();
  }

  private Behavior<Message> onLinked(Linked message) {
    if (linked != message.now()) {
      linked = message.now();
      log.linked(linked);
      flush();
    }
    return Behaviors.same();
  }

  private Behavior<Message> onUnwritable(Unwritable failed) {
    throw new DeviceHalted(setup.name() + " stops: " + failed.cause().getMessage(), failed.cause());
  }

  private Behavior<Message> onStop() throws IOException {
    setup.link().close();
    opener.close();
    sealer.close();
    log.close();
    return Behaviors.same();
  }

  private static Duration monotonic() {
    return Duration.ofNanos(System.nanoTime());
  }
}
