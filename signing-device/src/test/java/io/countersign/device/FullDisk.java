package io.countersign.device;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogVerification;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Issue 3, item 4: a signing device, whole as it runs on a node, whose log lies on a disk that is
 * full or becomes full in the midst of an attempt. Whatever it answered must be in the log as the
 * disk has it; once there is room again it must sign. A program: {@code FullDisk FOLDER TRIES
 * SEED}, where the folder is a small file system of its own.
 */
public final class FullDisk implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;
  private static final int TRIES_PER_LOG = 40;
  private static final int PAGE = 4096;
  private static final int INDEX = 1;

  private final Path disk;
  private final Path filler;
  private final Random random;
  private final Clock clock = Clock.systemUTC();
  private final ActorTestKit kit =
      ActorTestKit.create(
          "fulldisk",
          ConfigFactory.parseMap(
                  Map.of("akka.logger-startup-timeout", "60s", "akka.loglevel", "OFF"))
              .withFallback(ConfigFactory.load()));
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final EnvelopeSealer sealer;
  private final EnvelopeOpener opener;
  private Path folder;
  private ActorRef<SealedEnvelope> device;
  private int halted;
  private int refusedAtVote;
  private int refusedAtPartial;
  private int signedAllTheSame;

  /** What the device does, in order. */
  private sealed interface Event {
    record Answered(SealedEnvelope sealed) implements Event {}

    record Ended(Throwable cause) implements Event {}
  }

  private FullDisk(Path disk, long seed) throws IOException {
    this.disk = disk;
    this.filler = disk.resolve("filler");
    this.random = new Random(seed);
    AgreementKey agreement = Bench.TEST_RING.agreement(Bench.COORDINATOR);
    this.sealer =
        new EnvelopeSealer(
            Bench.COORDINATOR,
            Bench.RING,
            Bench.TEST_RING.identity(Bench.COORDINATOR)::sign,
            agreement,
            clock,
            new SecureRandom());
    this.opener =
        new EnvelopeOpener(Bench.COORDINATOR, Bench.RING, Set.of(Role.DEVICE), agreement, clock);
    this.folder = created(0);
    this.device = start();
  }

  /**
   * @param arguments folder, tries, seed
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path disk = Path.of(arguments[0]);
    int tries = Integer.parseInt(arguments[1]);
    long size = Files.getFileStore(disk).getTotalSpace();
    if (size > 64L << 20) {
      throw new IllegalArgumentException(disk + " has " + size + " octets: give a small disk");
    }
    try (FullDisk harness = new FullDisk(disk, Long.parseLong(arguments[2]))) {
      for (int i = 1; i <= tries; i++) {
        harness.attempt(i);
      }
      System.out.printf(
          "%d tries: no vote in %d, a vote and no partial signature in %d, both recorded and signed"
              + " in %d; the device stopped %d times and signed after each; every answer was in"
              + " its log%n",
          tries,
          harness.refusedAtVote,
          harness.refusedAtPartial,
          harness.signedAllTheSame,
          harness.halted);
      if (harness.refusedAtVote + harness.refusedAtPartial == 0) {
        throw new IllegalStateException("the disk was never full when it mattered");
      }
    }
  }

  private void attempt(int number) throws IOException, InterruptedException {
    if (number % TRIES_PER_LOG == 0) {
      kit.stop(device);
      remove(folder);
      folder = created(number);
      device = start();
    }
    boolean fullBeforeVote = random.nextBoolean();
    if (fullBeforeVote) {
      fill();
    }
    TestAttempt first = TestAttempt.parallel(1, 1, 2, 3);
    boolean alive = isAnswered(first, first.prepare(INDEX), Voted.class);
    if (alive) {
      if (!fullBeforeVote) {
        fill();
      }
      alive = isAnswered(first, first.signPartially(), PartiallySigned.class);
      if (alive) {
        signedAllTheSame++;
      } else {
        refusedAtPartial++;
      }
    } else {
      refusedAtVote++;
    }
    if (!alive) {
      halted++;
      requireNoStartOn(first);
    }
    Files.deleteIfExists(filler);
    if (!alive) {
      device = start();
    }
    TestAttempt second =
        new TestAttempt(
            first.request(), Bench.plan(first.request(), SigningMode.PARALLEL, 2, 1, 2, 3));
    if (!isAnswered(second, second.prepare(INDEX), Voted.class)
        || !isAnswered(second, second.signPartially(), PartiallySigned.class)) {
      throw new IllegalStateException("try " + number + ": there is room and nothing is signed");
    }
  }

  /** As long as there is no room a device that is started again either signs nothing or ends. */
  private void requireNoStartOn(TestAttempt attempt) throws InterruptedException, IOException {
    try {
      device = start();
    } catch (IOException full) {
      return;
    }
    if (isAnswered(attempt, attempt.prepare(INDEX), Voted.class)) {
      kit.stop(device);
    }
  }

  /** Whether the answer came; whatever comes is in the log on the disk, or this fails. */
  private boolean isAnswered(
      TestAttempt attempt, DeviceProtocol message, Class<? extends DeviceProtocol> wanted)
      throws InterruptedException, IOException {
    device.tell(sealer.seal(Bench.device(INDEX), message));
    Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new IllegalStateException("neither an answer nor an end after " + message);
    }
    if (event instanceof Event.Ended ended) {
      if (ended.cause() instanceof DeviceHalted) {
        return false;
      }
      throw new IllegalStateException("the device ended for another reason", ended.cause());
    }
    DeviceProtocol answer =
        (DeviceProtocol) opener.open(((Event.Answered) event).sealed()).message();
    if (!wanted.isInstance(answer)) {
      throw new IllegalStateException("wanted " + wanted.getSimpleName() + ", got " + answer);
    }
    requireRecorded(attempt, answer);
    return true;
  }

  private void requireRecorded(TestAttempt attempt, DeviceProtocol answer) throws IOException {
    Attempt known =
        ledger()
            .attempt(attempt.request().id(), attempt.plan().attempt())
            .orElseThrow(() -> new IllegalStateException("no record of " + answer));
    if (answer instanceof PartiallySigned && !known.released()) {
      throw new IllegalStateException("no record of the release of " + answer);
    }
  }

  /** What an independent reading of the log tells while its device runs. */
  private AttemptLedger ledger() throws IOException {
    LedgerReplay replay = new LedgerReplay(DeviceLimits.DEFAULT, clock);
    LogOwner owner = DeviceLog.owner(Bench.device(INDEX), Bench.identity(INDEX));
    LogVerification.Result result =
        LogVerification.of(
            folder,
            owner.identity(),
            owner.verifier(),
            new LogVerification.Visitor() {
              @Override
              public void record(LogRecord record) {
                if (!record.kind().equals("genesis")) {
                  replay.accept(record);
                }
              }

              @Override
              public void seal(LogHead head) {}
            });
    if (!(result instanceof LogVerification.Sound)) {
      throw new IllegalStateException("the log is damaged: " + result);
    }
    return replay.ledger();
  }

  private ActorRef<SealedEnvelope> start() throws IOException {
    DeviceLog log = DeviceLog.open(folder, Bench.device(INDEX), Bench.identity(INDEX), clock);
    DeviceSetup setup =
        new DeviceSetup(
            Bench.device(INDEX),
            Bench.RING,
            Bench.identity(INDEX),
            Bench.agreement(INDEX),
            Bench.vault(INDEX),
            log,
            (to, answer) -> events.add(new Event.Answered(answer)),
            clock,
            new SecureRandom(),
            DeviceLimits.DEFAULT,
            Gate.ALWAYS,
            next -> {});
    return kit.spawn(watched(setup));
  }

  private Behavior<SealedEnvelope> watched(DeviceSetup setup) {
    // Its life begins here and not with its actor, so that what is sealed next is read.
    Behavior<SealedEnvelope> whole = SigningDevice.create(setup);
    return Behaviors.setup(
        context -> {
          ActorRef<SealedEnvelope> inner = context.spawn(whole, "device");
          context.watch(inner);
          return Behaviors.receive(SealedEnvelope.class)
              .onMessage(
                  SealedEnvelope.class,
                  message -> {
                    inner.tell(message);
                    return Behaviors.same();
                  })
              .onSignal(
                  ChildFailed.class,
                  failed -> {
                    events.add(new Event.Ended(failed.cause()));
                    return Behaviors.stopped();
                  })
              .build();
        });
  }

  private Path created(int number) throws IOException {
    Path fresh = disk.resolve("log-" + number);
    DeviceLog.create(fresh, Bench.device(INDEX), Bench.identity(INDEX), clock);
    return fresh;
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Leaves room for a page at most. */
  private void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocate(PAGE);
      try {
        while (true) {
          channel.write(page.rewind());
        }
      } catch (IOException full) {
        long left = random.nextInt(2) * (long) PAGE;
        channel.truncate(Math.max(0, channel.size() - left));
      }
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    sealer.close();
    opener.close();
  }
}
