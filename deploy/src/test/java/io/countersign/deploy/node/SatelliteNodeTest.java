package io.countersign.deploy.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.agent.Card;
import io.countersign.agent.PinFile;
import io.countersign.deploy.client.SatelliteClient;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.guard.SatelliteNode;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.RingMaker;
import io.countersign.deploy.local.RingPlan;
import io.countersign.device.SatelliteSetup;
import io.countersign.protocol.engine.RsaKeys;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.SatelliteAsker;
import io.countersign.protocol.guard.SatelliteOrder;
import io.countersign.protocol.guard.SatelliteReceipt;
import io.countersign.protocol.guard.SignedSatelliteOrder;
import io.countersign.protocol.thresholdrsa.InsecureTestPrimes;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A satellite on its UDP port, with the folder that {@code up --satellites} makes (M28). */
class SatelliteNodeTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir private static Path home = Path.of("");
  private static RingFolder folder = new RingFolder(home);

  /** The node, on a thread of its own. */
  private static final class Running implements Closeable {
    private final NodeKeys keys;
    private final SatelliteNode node;
    private final Thread thread;

    private Running() throws IOException {
      NodeConfig config = NodeConfigReader.read(folder.node("sat-1").config());
      keys = NodeKeys.open(config, CLOCK);
      node = SatelliteParts.node(config, (NodeConfig.SatellitePart) config.part(), keys, CLOCK);
      thread = new Thread(this::run);
      thread.start();
    }

    private void run() {
      try {
        node.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Ring ring() {
      return keys.ring();
    }

    private Ring.Party satellite() {
      return ring().parties(Role.SATELLITE).get(0);
    }

    @Override
    public void close() throws IOException {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      node.close();
      keys.close();
    }
  }

  @BeforeAll
  static void make() throws Exception {
    RingPlan.Guarding guarding =
        new RingPlan.Guarding(
            1, 1, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofDays(1));
    folder =
        new RingMaker(
                new RingPlan("far", 2048, new Threshold(2, 2), guarding),
                (key, bits) ->
                    key.equals("swa") ? InsecureTestPrimes.first() : InsecureTestPrimes.second(),
                line -> {},
                CLOCK)
            .make(home);
  }

  private static SatelliteOrder order(String wish, long number) {
    long now = CLOCK.instant().getEpochSecond();
    return new SatelliteOrder(1, "far", "sat-1", "amber", wish, "ada", number, now, now + 600);
  }

  private static SignedSatelliteOrder signed(String wish, long number) {
    Path keys = folder.node("agents-amber").keys();
    try (Card card =
        Card.open(keys.resolve("ada.p12"), "ada", PinFile.read(keys.resolve("ada.pin")))) {
      return SignedSatelliteOrder.byCard(order(wish, number), card.serial(), card::sign);
    }
  }

  private static SatelliteReceipt bring(Running running, SignedSatelliteOrder order)
      throws IOException {
    return new SatelliteClient(List.of(LONG)).bring(order, running.satellite()).orElseThrow();
  }

  /** Whether the satellite says to the device amber, as amber asks, that it may go on. */
  private static boolean saysOn() throws IOException, InterruptedException, BeatRefused {
    NodeConfig config = NodeConfigReader.read(folder.node("amber").config());
    NodeConfig.GuardPart guard = ((NodeConfig.DevicePart) config.part()).guard().orElseThrow();
    BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    try (NodeKeys keys = NodeKeys.open(config, CLOCK)) {
      SatelliteSetup setup = SatelliteParts.setup(config, guard.satellites().orElseThrow(), keys);
      try (SatelliteAsker asker = setup.asker();
          Closeable listening = setup.link().listen(answers::add)) {
        assertThat(listening).isNotNull();
        setup.link().send("sat-1", asker.ask("sat-1", setup.nonces().get()));
        byte[] answer = answers.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return asker.open(answer).on();
      }
    }
  }

  @Test
  void obeysAnOperatorRemembersItAndRefusesWhatIsOlder() throws Exception {
    long number = CLOCK.millis();
    SignedSatelliteOrder off = signed("off", number);
    try (Running running = new Running()) {
      assertThat(saysOn()).isTrue();
      assertThat(bring(running, off).result()).isEqualTo("done");
      assertThat(bring(running, off).result()).as("again").isEqualTo("done");
      assertThat(saysOn()).isFalse();
    }
    try (Running again = new Running()) {
      assertThat(saysOn()).as("after a restart").isFalse();
      assertThat(bring(again, signed("on", number - 1)).result()).isEqualTo("order:old");
      assertThat(saysOn()).isFalse();
      assertThat(bring(again, signed("on", number + 1)).on()).isTrue();
      assertThat(bring(again, off).result())
          .as("the one that was overruled")
          .isEqualTo("order:old");
      assertThat(saysOn()).isTrue();
    }
  }

  @Test
  void whatNobodyOfTheRingSignedGetsNoAnswer() throws Exception {
    SignedSatelliteOrder good = signed("off", CLOCK.millis());
    PrivateKey stolen = RsaKeys.generate(2048).getPrivate();
    SignedSatelliteOrder forged =
        SignedSatelliteOrder.byCard(
            order("off", CLOCK.millis() + 1), good.jws().keyId(), octets -> rs256(stolen, octets));
    SignedSatelliteOrder rubbish =
        new SignedSatelliteOrder(
            new Jws("x".repeat(99), "RS256", "x", "x", good.jws().payload()), good.order());
    SatelliteClient hasty = new SatelliteClient(List.of(Duration.ofMillis(300)));
    try (Running running = new Running()) {
      assertThat(hasty.bring(forged, running.satellite())).isEmpty();
      assertThat(hasty.bring(rubbish, running.satellite())).isEmpty();
      assertThat(saysOn()).isTrue();
    }
  }

  private static byte[] rs256(PrivateKey key, byte[] octets) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
