package io.countersign.deploy.guards;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.device.DealtVault;
import io.countersign.device.DeviceLimits;
import io.countersign.device.DeviceLog;
import io.countersign.device.DeviceSetup;
import io.countersign.device.Gate;
import io.countersign.device.SigningDevice;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.DeviceProtocol.DeviceState;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.SealedEnvelopeSerializer;
import io.countersign.protocol.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Attacks on a signing device, whole as it runs on a node, by what comes off the wire. After each
 * attack an honest probe is sent: the device takes messages in order, so whatever it answers before
 * that probe's answer is an attack that it took.
 */
final class DeviceAttack implements AutoCloseable {
  private static final String DEVICE = "device-1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestRing ring;
  private final Random random;
  private final Tally tally;
  private final Tampering tampering;
  private final Clock clock = Clock.systemUTC();
  private final ActorTestKit kit = ActorTestKit.create("replay", patient());
  private final Path folder;
  private final EnvelopeSealer sealer;
  private final EnvelopeOpener opener;
  private final BlockingQueue<SealedEnvelope> answers = new LinkedBlockingQueue<>();
  private final List<SealedEnvelope> seen = new ArrayList<>();
  private @Nullable SealedEnvelope lastAnswer;
  private ActorRef<SealedEnvelope> device;
  private long id;

  DeviceAttack(TestRing ring, Random random, Tally tally) throws IOException {
    this.ring = ring;
    this.random = random;
    this.tally = tally;
    this.tampering = new Tampering(random);
    this.folder = Files.createTempDirectory("countersign-replay");
    String self = TestRing.COORDINATOR;
    this.sealer =
        new EnvelopeSealer(
            self, ring.ring(), ring.identity(self)::sign, ring.agreement(self), clock, random);
    this.opener =
        new EnvelopeOpener(self, ring.ring(), Set.of(Role.DEVICE), ring.agreement(self), clock);
    DeviceLog.create(folder.resolve("log"), DEVICE, ring.identity(DEVICE), clock);
    this.device = start();
  }

  /** A busy machine may take long to start a logger. */
  private static Config patient() {
    return ConfigFactory.parseMap(Map.of("akka.logger-startup-timeout", "60s"))
        .withFallback(ConfigFactory.load());
  }

  private ActorRef<SealedEnvelope> start() throws IOException {
    return kit.spawn(
        SigningDevice.create(
            new DeviceSetup(
                DEVICE,
                ring.ring(),
                ring.identity(DEVICE),
                ring.agreement(DEVICE),
                DealtVault.of(ring, 1),
                DeviceLog.open(folder.resolve("log"), DEVICE, ring.identity(DEVICE), clock),
                (to, message) -> answers.add(message),
                clock,
                new SecureRandom(),
                DeviceLimits.DEFAULT,
                Gate.ALWAYS,
                next -> {})));
  }

  void run(int tries) throws IOException, InterruptedException {
    honest();
    for (int i = 0; i < tries; i++) {
      String attack = attack(random.nextInt(8));
      if (honest()) {
        tally.refused("device: " + attack, "no answer");
      } else {
        tally.accepted("device: " + attack);
      }
      if (random.nextInt(200) == 0) {
        kit.stop(device, PATIENCE);
        device = start();
      }
    }
  }

  /** Whether a new probe's answer is the first that comes. */
  private boolean honest() throws InterruptedException {
    long wanted = ++id;
    SealedEnvelope probe = Tampering.crossed(sealer.seal(DEVICE, new Probe(wanted)));
    seen.add(probe);
    device.tell(probe);
    boolean first = true;
    while (true) {
      SealedEnvelope answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer == null) {
        tally.honest(false);
        return first;
      }
      lastAnswer = answer;
      if (opener.open(answer).message() instanceof DeviceState state && state.id() == wanted) {
        tally.honest(true);
        return first;
      }
      first = false;
    }
  }

  private String attack(int kind) {
    SealedEnvelope old = seen.get(random.nextInt(seen.size()));
    long now = clock.millis();
    return switch (kind) {
      case 0 -> told("replay", old);
      case 1 -> told("reflection", lastAnswer == null ? old : lastAnswer);
      case 2 -> told("re-targeting", sealer.seal("device-2", new Probe(++id)));
      case 3 -> {
        SealedEnvelope elsewhere = sealer.seal("device-2", new Probe(++id));
        yield told("re-targeting under another opening", Tampering.spliced(old, elsewhere));
      }
      case 4 -> told("a new number", tampering.renumbered(old, now));
      case 5 -> told("noise under an opening", tampering.noise(old, now));
      case 6 -> {
        byte[] octets = tampering.flipped(sealer.seal(DEVICE, new Probe(++id)));
        try {
          yield told("one bit", SealedEnvelopeSerializer.read(octets));
        } catch (WireException unreadable) {
          yield "one bit";
        }
      }
      default -> reordered();
    };
  }

  /** The later of two first: it is honest, so its answer is awaited here. */
  private String reordered() {
    SealedEnvelope held = sealer.seal(DEVICE, new Probe(++id));
    try {
      honest();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return told("re-ordering", held);
  }

  private String told(String attack, SealedEnvelope sealed) {
    device.tell(Tampering.crossed(sealed));
    return attack;
  }

  @Override
  public void close() throws IOException {
    kit.shutdownTestKit();
    sealer.close();
    opener.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
