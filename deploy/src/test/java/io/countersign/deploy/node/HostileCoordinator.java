package io.countersign.deploy.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The party of a coordinator that lies: same node, same keys, same transport, same envelopes as the
 * product's, and a script of attacks ({@link HostileScript}) in place of the product's coordinator.
 */
final class HostileCoordinator {
  private HostileCoordinator() {}

  static Behavior<SealedEnvelope> create(
      String name, NodeKeys keys, Outbox outbox, Clock clock, Path folder) {
    return Behaviors.setup(
        context -> {
          BlockingQueue<EnvelopeOpener.Opened> answers = new LinkedBlockingQueue<>();
          EnvelopeOpener opener =
              new EnvelopeOpener(
                  name,
                  keys.ring(),
                  Set.of(Role.DEVICE, Role.AGENTS, Role.MESSAGE_SERVER),
                  keys.agreement(),
                  clock);
          HostileScript script = new HostileScript(name, keys, outbox, clock, folder, answers);
          Thread thread = new Thread(script, "hostile");
          thread.setDaemon(true);
          thread.start();
          return Behaviors.receive(SealedEnvelope.class)
              .onAnyMessage(
                  message -> {
                    EnvelopeOpener.Opened opened = opener.open(message);
                    // How a message server is says nothing of its device.
                    if (!(opened.message() instanceof ServerProtocol.ServerState)) {
                      answers.add(opened);
                    }
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
