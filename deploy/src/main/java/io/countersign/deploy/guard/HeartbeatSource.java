package io.countersign.deploy.guard;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.tls.TlsException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.BeatSealer;
import io.countersign.protocol.guard.PairSecret;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a heartbeat source (M27): sends each of its devices a datagram in every period,
 * and nothing else. It listens to nobody. Secrets: its identity and agreement keys.
 */
public final class HeartbeatSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatSource.class);
  private static final int LIFE = 16;

  private final Endpoint listen;
  private final NodeConfig.HeartbeatPart part;
  private final BeatSealer sealer;
  private final String self;
  private final FolderWatch records;
  private final Clock clock;
  private final Addresses addresses;

  /** Which targets nothing can be sent to, and why. */
  private final Map<Endpoint, String> unreached = new HashMap<>();

  HeartbeatSource(
      String self,
      Endpoint listen,
      NodeConfig.HeartbeatPart part,
      BeatSealer sealer,
      NodeKeys keys,
      Clock clock,
      Addresses addresses) {
    this.self = self;
    this.records = new FolderWatch(keys.records(), keys.ring(), next -> {});
    this.listen = listen;
    this.part = part;
    this.sealer = sealer;
    this.clock = clock;
    this.addresses = addresses;
  }

  /**
   * Opens a source.
   *
   * @throws IOException if its software cannot be read
   */
  public static HeartbeatSource open(
      NodeConfig config, NodeConfig.HeartbeatPart part, NodeKeys keys, Clock clock)
      throws IOException {
    byte[] life = new byte[LIFE];
    new SecureRandom().nextBytes(life);
    Ring.Party self = keys.ring().party(config.node()).orElseThrow();
    BeatSealer sealer =
        new BeatSealer(
            config.node(),
            self.serial(),
            Octets.of(life),
            keys.ring().epoch(),
            SoftwareHash.ofThisProcess(),
            keys.identity()::sign);
    try {
      // A device may be named twice, with an address each.
      for (String name :
          part.targets().stream().map(NodeConfig.Target::device).distinct().toList()) {
        Ring.Party device =
            keys.ring()
                .party(name)
                .orElseThrow(
                    () ->
                        new TlsException(
                            "the ring has no device " + name + ": check heartbeat.targets"));
        sealer.add(name, PairSecret.of(config.ring(), keys.agreement(), device.agreement()));
      }
    } catch (TlsException | IllegalArgumentException | IllegalStateException failed) {
      sealer.close();
      throw failed;
    }
    return new HeartbeatSource(
        config.node(), config.listen(), part, sealer, keys, clock, Addresses.ofThisMachine());
  }

  /**
   * Sends until the thread is interrupted or this source is revoked. A device that was revoked
   * hears nothing more: its guard disarms it, and then erases.
   */
  public void run() throws IOException {
    LOG.info(
        "heartbeat for {} every {} ms",
        part.targets().stream().map(NodeConfig.Target::device).toList(),
        part.period().toMillis());
    try (DatagramChannel channel = DatagramChannel.open()) {
      BeatPort.bind(channel, listen);
      long next = System.nanoTime();
      while (!Thread.currentThread().isInterrupted() && !records.revokes(self)) {
        records.look();
        part.targets().stream()
            .filter(target -> !records.revokes(target.device()))
            .forEach(target -> send(channel, target));
        next += part.period().toNanos();
        long pause = next - System.nanoTime();
        if (pause > 0) {
          LockSupport.parkNanos(pause);
        } else {
          next = System.nanoTime();
        }
      }
    }
  }

  /** What hinders one target holds up no other; it is said when it changes. */
  private void send(DatagramChannel channel, NodeConfig.Target target) {
    Optional<InetSocketAddress> address = addresses.of(target.address());
    if (address.isEmpty()) {
      return;
    }
    String problem = "";
    for (Beat.Kind kind : part.kinds()) {
      byte[] datagram = sealer.beat(target.device(), kind, clock.millis());
      try {
        channel.send(ByteBuffer.wrap(datagram), address.get());
      } catch (IOException | UnsupportedAddressTypeException e) {
        problem = "no beat is sent to " + target.device() + " at " + address.get() + ": " + e;
      }
    }
    String before = unreached.put(target.address(), problem);
    if (!problem.isEmpty() && !problem.equals(before)) {
      LOG.warn("{}", problem);
    }
  }

  @Override
  public void close() {
    sealer.close();
  }
}
