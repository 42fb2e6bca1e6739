package io.countersign.deploy.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.RingMaker;
import io.countersign.deploy.local.RingPlan;
import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.BeatSealer;
import io.countersign.protocol.thresholdrsa.InsecureTestPrimes;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heartbeat source on its UDP port, with the folder that {@code up} makes (M27). */
class HeartbeatSourceTest {
  private static final int LONG = 10_000;

  @TempDir private Path home = Path.of("");

  private NodeConfig made() throws Exception {
    RingPlan.Guarding guarding =
        new RingPlan.Guarding(
            1, 0, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofDays(1));
    RingFolder folder =
        new RingMaker(
                new RingPlan("near", 2048, new Threshold(2, 2), guarding),
                (key, bits) ->
                    key.equals("swa") ? InsecureTestPrimes.first() : InsecureTestPrimes.second(),
                line -> {},
                Clock.systemUTC())
            .make(home);
    return NodeConfigReader.read(folder.node("pulse-1").config());
  }

  /** One host is unknown, one is looked up for ever, one cannot be sent to. */
  @Test
  void nothingThatComesOfOneTargetKeepsBeatsFromAnother() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Addresses addresses =
        new Addresses(
            host -> {
              if (host.equals("stuck.example")) {
                awaited(over);
              }
              return switch (host) {
                case "amber.example" -> InetAddress.getLoopbackAddress();
                case "strange.example" -> InetAddress.getByName("255.255.255.255");
                default -> throw new UnknownHostException(host);
              };
            },
            task -> new Thread(task).start());
    NodeConfig config = made();
    try (DatagramSocket amber =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        NodeKeys keys = NodeKeys.open(config, Clock.systemUTC())) {
      NodeConfig.HeartbeatPart part =
          new NodeConfig.HeartbeatPart(
              Duration.ofMillis(20),
              List.of(Beat.Kind.SIGNED),
              List.of(
                  new NodeConfig.Target("amber", new Endpoint("nowhere.example", 1)),
                  new NodeConfig.Target("amber", new Endpoint("stuck.example", 1)),
                  new NodeConfig.Target("amber", new Endpoint("strange.example", 1)),
                  new NodeConfig.Target(
                      "amber", new Endpoint("amber.example", amber.getLocalPort()))));
      try (HeartbeatSource source =
          new HeartbeatSource(
              config.node(),
              config.listen(),
              part,
              sealer(keys, config.node()),
              keys,
              Clock.systemUTC(),
              addresses)) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(source, ended));
        thread.start();
        amber.setSoTimeout(LONG);
        for (int beat = 0; beat < 3; beat++) {
          DatagramPacket got = new DatagramPacket(new byte[256], 256);
          amber.receive(got);
          assertThat(got.getLength()).isEqualTo(170);
        }
        assertThat(ended).isNotDone();
        thread.interrupt();
        thread.join();
        assertThat(ended).isCompleted();
      }
    } finally {
      over.countDown();
    }
  }

  private static BeatSealer sealer(NodeKeys keys, String self) {
    BeatSealer sealer =
        new BeatSealer(
            self,
            keys.ring().party(self).orElseThrow().serial(),
            Octets.of(new byte[16]),
            keys.ring().epoch(),
            Octets.of(new byte[32]),
            keys.identity()::sign);
    sealer.add("amber", DerivedKey.of(new byte[32]));
    return sealer;
  }

  private static void run(HeartbeatSource source, CompletableFuture<Void> ended) {
    try {
      source.run();
      ended.complete(null);
    } catch (java.io.IOException | RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private static void awaited(CountDownLatch over) throws UnknownHostException {
    try {
      over.await(LONG, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    }
  }
}
