package io.countersign.deploy.node;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.link.LinkClient;
import io.countersign.deploy.tls.PeerPolicy;
import io.countersign.deploy.tls.RingTls;
import io.countersign.device.DeviceLimits;
import io.countersign.device.LockOutMemory;
import io.countersign.device.LockOutPolicy;
import io.countersign.device.MessageServer;
import io.countersign.device.MessageServerSetup;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.RecordMark;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The message server of a device as a node of its own (M8): its log verified, nothing else. */
final class MessageServerPart implements NodePart {
  private static final Logger LOG = LoggerFactory.getLogger(MessageServerPart.class);

  private final String name;
  private final NodeKeys keys;
  private final NodeLog log;
  private final LockOutMemory lockedOut;
  private final LockOutPolicy lockOut;
  private final Clock clock;

  private MessageServerPart(
      String name,
      NodeKeys keys,
      NodeLog log,
      LockOutMemory lockedOut,
      LockOutPolicy lockOut,
      Clock clock) {
    this.lockedOut = lockedOut;
    this.name = name;
    this.keys = keys;
    this.log = log;
    this.lockOut = lockOut;
    this.clock = clock;
  }

  /**
   * @param storage what stands between the log and its disk; the disk itself but in test builds
   * @throws IOException if the log is damaged, in use or cannot be opened
   */
  static MessageServerPart open(
      NodeConfig config,
      NodeConfig.MessageServerPart server,
      NodeKeys keys,
      Clock clock,
      UnaryOperator<LogStore> storage)
      throws IOException {
    RecordMark records = new RecordMark();
    LockOutMemory lockedOut = new LockOutMemory();
    NodeLog log =
        NodeLog.open(
            storage.apply(FileLogStore.open(config.log())),
            LogOwners.of(config.node(), keys.identity()),
            clock,
            LogLimits.SEGMENT_OCTETS,
            record -> {
              records.accept(record);
              lockedOut.accept(record);
            });
    records.agree(keys.ring(), log);
    log.torn().ifPresent(torn -> LOG.warn("an interrupted write was set aside: {}", torn));
    return new MessageServerPart(config.node(), keys, log, lockedOut, server.lockOut(), clock);
  }

  @Override
  public Behavior<SealedEnvelope> party(Outbox outbox) {
    Ring ring = keys.ring();
    Ring.Party device = ring.servedBy(ring.party(name).orElseThrow());
    RingTls tls = new RingTls(keys.tls(), ring, PeerPolicy.link(ring, device.name()), clock);
    return Behaviors.setup(
        context ->
            MessageServer.create(
                new MessageServerSetup(
                    name,
                    ring,
                    keys.identity(),
                    keys.agreement(),
                    log,
                    new LinkClient(context.getSystem(), tls, Endpoint.parse(device.address())),
                    outbox,
                    clock,
                    new SecureRandom(),
                    DeviceLimits.DEFAULT.with(lockOut),
                    keys.records(),
                    lockedOut)));
  }
}
