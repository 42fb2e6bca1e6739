package io.countersign.device;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireException;
import java.time.Instant;
import java.util.Set;

/**
 * The door of a device, and what a message server becomes (DESIGN.md "Decided now" 6): admits the
 * messages of coordinators that the ring's record lists, opens their envelopes, seals the answers,
 * and keeps what waits for the core bounded. It has no memory worth keeping.
 *
 * <pre>
 *   FromNet   opens                     to the core, one more in work
 *   FromNet   opens, too many in work   Refused busy
 *   FromNet   does not open             told to the core as unreadable
 *   Answer                              sealed and sent, one less in work
 *   the core failed                     fails for the same reason
 * </pre>
 */
final class DeviceFront {
  /** Who may speak to a device. */
  private static final Set<Role> ADMITTED = Set.of(Role.COORDINATOR);

  private final DeviceSetup setup;
  private final EnvelopeOpener opener;
  private final EnvelopeSealer sealer;
  private final ActorRef<SigningDevice.Message> core;
  private int inWork;

  sealed interface Message {}

  /** Something came from outside. */
  record FromNet(SealedEnvelope sealed) implements Message {}

  /** The core answers one message. */
  record Answer(String to, DeviceProtocol message) implements Message {}

  private DeviceFront(DeviceSetup setup, ActorRef<SigningDevice.Message> core) {
    this.setup = setup;
    this.core = core;
    this.opener = new EnvelopeOpener(setup.name(), setup.ring(), ADMITTED, setup.clock());
    this.sealer =
        new EnvelopeSealer(
            setup.name(),
            setup.ring().sequence(),
            setup.identity()::sign,
            setup.clock(),
            setup.random());
  }

  static Behavior<SealedEnvelope> create(DeviceSetup setup) {
    Behavior<Message> front = Behaviors.setup(context -> start(context, setup));
    return Behaviors.transformMessages(
        SealedEnvelope.class, front, net -> net.matchAny(FromNet::new));
  }

  private static Behavior<Message> start(ActorContext<Message> context, DeviceSetup setup) {
    ActorRef<SigningDevice.Message> core =
        context.spawn(
            SigningDevice.core(setup, context.getSelf().narrow()),
            "core",
            DispatcherSelector.fromConfig(SigningDevice.CORE_DISPATCHER));
    context.watch(core);
    return new DeviceFront(setup, core).open();
  }

  private Behavior<Message> open() {
    return Behaviors.receive(Message.class)
        .onMessage(FromNet.class, this::onFromNet)
        .onMessage(Answer.class, this::onAnswer)
        .onSignal(ChildFailed.class, DeviceFront::onCoreFailed)
        .build();
  }

  private Behavior<Message> onFromNet(FromNet net) {
    Instant now = setup.clock().instant();
    try {
      EnvelopeOpener.Opened opened = opener.open(net.sealed());
      if (opened.message() instanceof DeviceProtocol message) {
        forward(opened.from(), message, now);
      } else {
        unreadable("wire:type", "an agent's message from " + opened.from(), now);
      }
    } catch (WireException e) {
      unreadable(e.check(), String.valueOf(e.getMessage()), now);
    }
    return Behaviors.same();
  }

  private void forward(String from, DeviceProtocol message, Instant now) {
    int most = setup.limits().messagesInWork();
    if (inWork >= most) {
      send(from, busy(message, most));
      return;
    }
    inWork++;
    core.tell(new SigningDevice.Happened(new Input.Received(from, message, now)));
  }

  private DeviceProtocol busy(DeviceProtocol message, int most) {
    Form.Subject subject = Form.subject(message);
    Refusal refusal =
        Refusal.busy(
            setup.name() + " has " + most + " messages in work, its limit",
            setup.limits().retryAfter().toMillis());
    return new DeviceProtocol.Refused(subject.request(), subject.attempt(), setup.name(), refusal);
  }

  private void unreadable(String check, String detail, Instant now) {
    core.tell(new SigningDevice.Happened(new Input.Unreadable(check, detail, now)));
  }

  private Behavior<Message> onAnswer(Answer answer) {
    inWork--;
    send(answer.to(), answer.message());
    return Behaviors.same();
  }

  private void send(String to, DeviceProtocol message) {
    setup.outbox().send(to, sealer.seal(to, message));
  }

  /** A front without a core is no device: who watches this one sees why (I7). */
  private static Behavior<Message> onCoreFailed(ChildFailed failed) {
    if (failed.cause() instanceof RuntimeException cause) {
      throw cause;
    }
    throw new IllegalStateException("the device's core failed", failed.cause());
  }
}
