package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.WireException;
import io.countersign.protocol.wire.WireMessage;
import java.util.Optional;
import java.util.Set;

/**
 * The one place where envelopes are opened and sealed, so that sequences have no gaps and no
 * doubles (M7); what is for a device behind a message server is sealed for the device and, in that,
 * for the message server (M8). The session keys are erased when it stops. What does not open is
 * recorded and changes nothing else (I8).
 */
final class Switchboard extends AbstractBehavior<Switchboard.Message> {
  sealed interface Message {}

  /** An envelope from outside. */
  record Open(SealedEnvelope envelope) implements Message {}

  /** A message to a party. */
  record Send(String to, WireMessage message) implements Message {}

  private final Ring ring;
  private final EnvelopeOpener opener;
  private final EnvelopeSealer sealer;
  private final Outbox outbox;
  private final Intake intake;
  private final ActorRef<Coordinator.Message> guardian;

  private Switchboard(
      ActorContext<Message> context,
      CoordinatorSetup setup,
      Intake intake,
      ActorRef<Coordinator.Message> guardian) {
    super(context);
    this.ring = setup.ring();
    this.opener =
        new EnvelopeOpener(
            setup.name(),
            setup.ring(),
            Set.of(Role.DEVICE, Role.AGENTS, Role.MESSAGE_SERVER),
            setup.agreement(),
            setup.clock());
    this.sealer =
        new EnvelopeSealer(
            setup.name(),
            setup.ring(),
            setup.identity(),
            setup.agreement(),
            setup.clock(),
            setup.random());
    this.outbox = setup.outbox();
    this.intake = intake;
    this.guardian = guardian;
  }

  static Behavior<Message> create(
      CoordinatorSetup setup, Intake intake, ActorRef<Coordinator.Message> guardian) {
    return Behaviors.setup(context -> new Switchboard(context, setup, intake, guardian));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::onReceived)
        .onMessage(Send.class, this::onSend)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Message> onReceived(Open message) {
    intake.opened(message.envelope());
    try {
      EnvelopeOpener.Opened opened = opener.open(message.envelope());
      guardian.tell(new Coordinator.Arrived(opened.from(), opened.message()));
    } catch (WireException e) {
      guardian.tell(new Coordinator.Unreadable(e.check(), String.valueOf(e.getMessage())));
    }
    return this;
  }

  private Behavior<Message> onSend(Send message) {
    SealedEnvelope sealed = sealer.seal(message.to(), message.message());
    Optional<Ring.Party> server = ring.messageServerOf(message.to());
    if (server.isPresent() && message.message() instanceof DeviceProtocol toDevice) {
      String name = server.get().name();
      outbox.send(name, sealer.seal(name, ServerProtocol.Pass.of(toDevice, sealed)));
    } else {
      outbox.send(message.to(), sealed);
    }
    return this;
  }

  private Behavior<Message> onStop() {
    opener.close();
    sealer.close();
    return this;
  }
}
