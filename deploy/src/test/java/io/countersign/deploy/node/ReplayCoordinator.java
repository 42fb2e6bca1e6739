package io.countersign.deploy.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The party of a coordinator that keeps what it sent and heard and sends it once more: same node,
 * same keys, same transport as the product's, and a {@link ReplayScript} in place of its party.
 */
final class ReplayCoordinator {
  private ReplayCoordinator() {}

  /**
   * Something that came.
   *
   * @param raw as it was on the wire
   */
  record Heard(EnvelopeOpener.Opened opened, SealedEnvelope raw) {}

  /**
   * @param tries how many envelopes are sent that must not count
   */
  static Behavior<SealedEnvelope> create(
      String name, NodeKeys keys, Outbox outbox, Clock clock, Path folder, int tries, long seed) {
    return Behaviors.setup(
        context -> {
          BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
          EnvelopeOpener opener =
              new EnvelopeOpener(
                  name, keys.ring(), Set.of(Role.DEVICE, Role.AGENTS), keys.agreement(), clock);
          ReplayScript script =
              new ReplayScript(name, keys, outbox, clock, folder, heard, tries, seed);
          Thread thread = new Thread(script, "replay");
          thread.setDaemon(true);
          thread.start();
          return Behaviors.receive(SealedEnvelope.class)
              .onAnyMessage(
                  message -> {
                    heard.add(new Heard(opener.open(message), message));
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
