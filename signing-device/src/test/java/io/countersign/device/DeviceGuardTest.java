package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.guard.Beat;
import io.countersign.protocol.guard.BeatOpener;
import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.BeatSealer;
import io.countersign.protocol.guard.Heartbeat;
import io.countersign.protocol.guard.HeartbeatPolicy;
import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.guard.SatelliteAsker;
import io.countersign.protocol.guard.SatellitePolicy;
import io.countersign.protocol.guard.SatelliteResponder;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The guard as an actor (M27, I5), on clocks that only the test moves; 1 of 1 source. */
class DeviceGuardTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Octets SOFTWARE = Octets.of(new byte[32]);
  private static final String SOURCE = "agents-1";
  private static final String SATELLITE = "agents-2";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Reading> clock =
      new AtomicReference<>(new Reading(Duration.ofHours(1), "boot-1", START));
  private final List<Mark> marks = new CopyOnWriteArrayList<>();
  private final AtomicReference<IOException> diskFault = new AtomicReference<>();
  private final AtomicReference<IOException> destroyFault = new AtomicReference<>();
  private final AtomicReference<CountDownLatch> hang = new AtomicReference<>(new CountDownLatch(0));
  private final AtomicReference<CountDownLatch> clockHang =
      new AtomicReference<>(new CountDownLatch(0));
  private final AtomicReference<CountDownLatch> marksHang =
      new AtomicReference<>(new CountDownLatch(0));
  private final AtomicInteger destroyed = new AtomicInteger();
  private volatile boolean portTaken;
  private volatile List<String> onlyRemoved = List.of();
  private final AtomicReference<Consumer<byte[]>> sink = new AtomicReference<>();
  private final ShareVault vault = ShareVault.closed(Bench.ENGINE);
  private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
  private final GuardGate gate = new GuardGate(clock::get, new AlarmBoard(alarms::add));
  private final TestProbe<Object> probe = KIT.createTestProbe();
  private final BeatSealer sealer = sealer(1);
  private final Path folder;
  private final DeviceLog log;
  private boolean opened = true;
  private List<ThreatRule> threats = ThreatRule.DEFAULT;
  private Optional<SatelliteSetup> satellites = Optional.empty();
  private Duration eraseAfter = Duration.ofSeconds(20);

  /** How often the guard looked at the clock: once a message at least, and four times a second. */
  private final AtomicInteger reads = new AtomicInteger();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  DeviceGuardTest(@TempDir Path temporary) throws IOException {
    folder = temporary.resolve("log");
    DeviceLog.create(folder, Bench.device(1), Bench.identity(1), wall());
    log =
        DeviceLog.open(
            hanging(FileLogStore.open(folder)), Bench.device(1), Bench.identity(1), wall());
    marks.add(Mark.of(clock.get(), Duration.ZERO, Map.of(), false));
  }

  @AfterEach
  void close() throws IOException {
    if (opened) {
      log.close();
    }
    sealer.close();
    vault.close();
  }

  /** A disk that hangs while {@link #hang} has to be counted down. */
  private LogStore hanging(LogStore disk) {
    return (LogStore)
        Proxy.newProxyInstance(
            LogStore.class.getClassLoader(),
            new Class<?>[] {LogStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("sync")) {
                hanging(hang);
              }
              try {
                return method.invoke(disk, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Clock wall() {
    return Clock.fixed(START, ZoneOffset.UTC);
  }

  private static DerivedKey pair() {
    return DerivedKey.of(new byte[32]);
  }

  private static BeatSealer sealer(int life) {
    return sealer(life, SOFTWARE);
  }

  private static BeatSealer sealer(int life, Octets software) {
    IdentitySigner identity = Bench.TEST_RING.identity(SOURCE);
    byte[] octets = new byte[16];
    octets[0] = (byte) life;
    BeatSealer made =
        new BeatSealer(
            SOURCE,
            Bench.RING.party(SOURCE).orElseThrow().serial(),
            Octets.of(octets),
            Bench.RING.sequence(),
            software,
            identity::sign);
    made.add(Bench.device(1), pair());
    return made;
  }

  private ActorRef<GuardMessage> guard() {
    return guard(KIT);
  }

  private ActorRef<GuardMessage> guard(ActorTestKit kit) {
    BeatOpener opener = new BeatOpener(Bench.device(1));
    opener.add(Bench.RING.party(SOURCE).orElseThrow(), pair());
    HeartbeatPolicy policy =
        new HeartbeatPolicy(1, List.of(SOURCE), Duration.ofSeconds(5), eraseAfter);
    GuardSetup setup =
        new GuardSetup(
            Bench.device(1),
            new Heartbeat(policy, Bench.RING.sequence(), SOFTWARE),
            opener,
            () -> {
              hanging(clockHang);
              reads.incrementAndGet();
              return clock.get();
            },
            store(),
            vault,
            () -> Bench.vault(1),
            log,
            this::destroy,
            to -> {
              if (portTaken) {
                throw new BindException("Address already in use");
              }
              sink.set(to);
              return () -> sink.compareAndSet(to, null);
            },
            threats,
            satellites,
            alarms::add);
    return kit.spawn(DeviceGuard.create(setup, gate));
  }

  private List<String> destroy() throws IOException {
    destroyed.incrementAndGet();
    IOException fault = destroyFault.get();
    if (fault != null) {
      throw fault;
    }
    return onlyRemoved;
  }

  private static void hanging(AtomicReference<CountDownLatch> until) {
    try {
      until.get().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private MarkStore store() {
    return new MarkStore() {
      @Override
      public Mark read() {
        return marks.get(marks.size() - 1);
      }

      @Override
      public void save(Mark mark) throws IOException {
        hanging(marksHang);
        IOException fault = diskFault.get();
        if (fault != null) {
          throw fault;
        }
        marks.add(mark);
      }
    };
  }

  private void pass(Duration time) {
    clock.updateAndGet(
        now -> new Reading(now.boot().plus(time), now.bootId(), now.wall().plus(time)));
  }

  /** To the guard that listens, or to the next one as soon as it does. */
  private void beat() {
    awaitListening();
    sink.get()
        .accept(sealer.beat(Bench.device(1), Beat.Kind.SIGNED, clock.get().wall().toEpochMilli()));
  }

  private void awaitListening() {
    await(() -> assertThat(sink.get()).isNotNull());
  }

  private void await(Runnable assertion) {
    probe.awaitAssert(
        () -> {
          assertion.run();
          return null;
        });
  }

  private void awaitArmed() {
    await(() -> assertThat(gate.isOpen()).isTrue());
    assertThat(vault.ready()).contains("main/add", "main/mult");
  }

  private List<String> kinds() throws IOException {
    return records().stream().map(LogRecord::kind).toList();
  }

  private List<LogRecord> records() throws IOException {
    opened = false;
    log.close();
    List<LogRecord> records = new ArrayList<>();
    NodeLog.open(folder, DeviceLog.owner(Bench.device(1), Bench.identity(1)), wall(), records::add)
        .close();
    // What a guard writes must not keep the device from starting again.
    assertThat(records).allSatisfy(record -> assertThat(RecordReader.read(record)).isEmpty());
    return records;
  }

  @Test
  void armsDisarmsAndArmsAgain() throws IOException {
    ActorRef<GuardMessage> guard = guard();
    assertThat(gate.isOpen()).isFalse();
    assertThat(vault.ready()).isEmpty();
    beat();
    awaitArmed();
    pass(Duration.ofSeconds(5));
    assertThat(gate.isOpen()).as("by the clock, before the guard has run").isFalse();
    await(() -> assertThat(vault.ready()).isEmpty());
    beat();
    awaitArmed();
    KIT.stop(guard);
    assertThat(gate.isOpen()).as("no guard, no vault").isFalse();
    assertThat(vault.ready()).isEmpty();
    assertThat(kinds())
        .containsExactly("node-guard-armed", "node-guard-disarmed", "threat", "node-guard-armed");
  }

  @Test
  void destroysEverythingPastTheSecondLimitAndStaysDead() throws IOException {
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    pass(Duration.ofSeconds(20));
    probe.expectTerminated(guard);
    assertThat(gate.isOpen()).isFalse();
    assertThat(vault.ready()).isEmpty();
    assertThat(destroyed).hasValue(1);
    assertThat(marks.get(marks.size() - 1).erased()).isTrue();
    ActorRef<GuardMessage> again = guard();
    probe.expectTerminated(again);
    assertThat(destroyed).as("what was interrupted is done again").hasValue(2);
    assertThat(kinds())
        .containsExactly("node-guard-armed", "node-guard-erased", "node-guard-erased");
  }

  @Test
  void whatCouldOnlyBeRemovedIsInTheRecord() throws IOException {
    onlyRemoved = List.of("shares/main-add-0.share: Input/output error");
    pass(Duration.ofSeconds(21));
    probe.expectTerminated(guard());
    assertThat(records())
        .singleElement()
        .satisfies(
            erased ->
                assertThat(erased.body()).containsEntry("removedOnly", List.copyOf(onlyRemoved)));
  }

  @Test
  void disarmsAndErasesWhileTheSchedulerStandsStill() {
    ActorTestKit still = ActorTestKit.create(ManualTime.config());
    try {
      guard(still);
      beat();
      awaitArmed();
      pass(Duration.ofSeconds(5));
      await(() -> assertThat(vault.ready()).isEmpty());
      pass(Duration.ofSeconds(15));
      await(() -> assertThat(destroyed).hasValue(1));
    } finally {
      still.shutdownTestKit();
    }
  }

  @Test
  void aDiskThatIsFullPutsTheEndOffAndSavesNothing() throws IOException {
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    destroyFault.set(new IOException("shares: Read-only file system"));
    diskFault.set(new IOException("No space left on device"));
    pass(Duration.ofSeconds(20));
    await(() -> assertThat(destroyed).hasValueGreaterThan(2));
    assertThat(vault.ready()).isEmpty();
    beat();
    destroyFault.set(null);
    int before = destroyed.get();
    await(() -> assertThat(destroyed).hasValueGreaterThan(before + 1));
    assertThat(gate.isOpen()).isFalse();
    diskFault.set(null);
    probe.expectTerminated(guard);
    assertThat(marks.get(marks.size() - 1).erased()).isTrue();
    assertThat(kinds()).containsExactly("node-guard-armed", "node-guard-erased");
  }

  @Test
  void aDeviceThatWasAwayTooLongIsErasedBeforeItHearsAnybody() {
    pass(Duration.ofSeconds(21));
    probe.expectTerminated(guard());
    assertThat(destroyed).hasValue(1);
    assertThat(vault.ready()).isEmpty();
  }

  @Test
  void aPortThatIsTakenKeepsNoDeviceFromBeingErased() throws IOException {
    portTaken = true;
    probe.expectTerminated(guard());
    assertThat(destroyed).as("it ends, and a supervisor starts it again").hasValue(0);
    pass(Duration.ofSeconds(21));
    probe.expectTerminated(guard());
    assertThat(destroyed).hasValue(1);
    assertThat(kinds()).containsExactly("node-guard-erased");
  }

  @Test
  void aMarkThatCannotBeSavedShutsTheGateUntilItCan() {
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    diskFault.set(new IOException("No space left on device"));
    for (int second = 0; second < 3; second++) {
      pass(Duration.ofSeconds(1));
      beat();
    }
    await(() -> assertThat(gate.isOpen()).isFalse());
    diskFault.set(null);
    pass(Duration.ofSeconds(2));
    beat();
    await(() -> assertThat(gate.isOpen()).isTrue());
    KIT.stop(guard);
  }

  @Test
  void aMarkThatIsNotSavedInTimeShutsTheGateAndHoldsNothingElseUp() {
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    CountDownLatch hanging = new CountDownLatch(1);
    marksHang.set(hanging);
    try {
      for (int second = 0; second < 4; second++) {
        pass(Duration.ofSeconds(1));
        beatTaken();
      }
      await(() -> assertThat(gate.isOpen()).isFalse());
      assertThat(vault.ready()).as("it goes on at once when the disk does").isNotEmpty();
      marksHang.set(new CountDownLatch(0));
      hanging.countDown();
      await(() -> assertThat(gate.isOpen()).isTrue());
      CountDownLatch again = new CountDownLatch(1);
      marksHang.set(again);
      pass(Duration.ofSeconds(20));
      await(() -> assertThat(destroyed).as("whatever the mark does").hasPositiveValue());
      assertThat(vault.ready()).isEmpty();
      marksHang.set(new CountDownLatch(0));
      again.countDown();
      probe.expectTerminated(guard);
    } finally {
      hanging.countDown();
    }
  }

  /** I8: not even a key is derived for it, also after a restart. */
  @Test
  void whatWasHeardBeforeIsRefusedFromItsHeader() throws IOException {
    ActorRef<GuardMessage> guard = guard();
    byte[] heard =
        sealer.beat(Bench.device(1), Beat.Kind.SIGNED, clock.get().wall().toEpochMilli());
    byte[] damaged = heard.clone();
    damaged[damaged.length - 1] ^= 1;
    awaitListening();
    sink.get().accept(heard);
    awaitArmed();
    sink.get().accept(damaged);
    pass(Duration.ofSeconds(2));
    await(() -> assertThat(marks.get(marks.size() - 1).counters()).isNotEmpty());
    await(() -> assertThat(refusals()).isEqualTo(1));
    KIT.stop(guard);
    ActorRef<GuardMessage> again = guard();
    awaitListening();
    sink.get().accept(damaged);
    await(() -> assertThat(refusals()).isEqualTo(2));
    KIT.stop(again);
    assertThat(records().stream().filter(record -> record.kind().equals("node-beats-refused")))
        .hasSize(2)
        .allSatisfy(
            record -> assertThat(record.body().get("counts")).isEqualTo(List.of("beat:replay=1")));
  }

  /** How many records of refused beats are on the disk. */
  private long refusals() {
    try (Stream<Path> inside = Files.list(folder)) {
      long found = 0;
      for (Path file : inside.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        found +=
            Files.readString(file).lines().filter(l -> l.contains("node-beats-refused")).count();
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theMarkGrowsWithTheSilenceSoThatNoRestartResetsIt() {
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    pass(Duration.ofSeconds(12));
    await(
        () -> assertThat(marks.get(marks.size() - 1).silence()).isEqualTo(Duration.ofSeconds(12)));
    KIT.stop(guard);
    pass(Duration.ofSeconds(8));
    probe.expectTerminated(guard());
    assertThat(destroyed).hasValue(1);
  }

  /** A satellite of the test ring that answers each question at once, if it is not mute. */
  private final class Satellite implements SatelliteLink {
    private final SatelliteResponder responder =
        new SatelliteResponder(
            SATELLITE,
            Bench.RING.party(SATELLITE).orElseThrow().serial(),
            Bench.RING.hash(),
            Bench.TEST_RING.identity(SATELLITE)::sign,
            new SecureRandom());
    private final AtomicReference<Consumer<byte[]>> answers = new AtomicReference<>();
    private volatile boolean mute;
    private volatile byte[] asked = {};
    private volatile boolean on = true;

    private Satellite(boolean eraseWhenOff) {
      responder.add(Bench.RING.party(Bench.device(1)).orElseThrow(), pair());
      SatelliteAsker asker =
          new SatelliteAsker(
              Bench.device(1),
              Bench.RING.party(Bench.device(1)).orElseThrow().serial(),
              Bench.RING.hash());
      asker.add(Bench.RING.party(SATELLITE).orElseThrow(), pair());
      SatellitePolicy policy =
          new SatellitePolicy(
              1, List.of(SATELLITE), Duration.ofSeconds(3), Duration.ofMillis(100), eraseWhenOff);
      SecureRandom random = new SecureRandom();
      satellites =
          Optional.of(
              new SatelliteSetup(
                  policy,
                  asker,
                  this,
                  () -> {
                    byte[] nonce = new byte[16];
                    random.nextBytes(nonce);
                    return Octets.of(nonce);
                  }));
    }

    @Override
    public Closeable listen(Consumer<byte[]> to) {
      answers.set(to);
      return () -> {};
    }

    @Override
    public void send(String satellite, byte[] question) {
      asked = question;
      try {
        if (!mute) {
          answers.get().accept(responder.answer(responder.open(question), on, 0));
        }
      } catch (BeatRefused e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Time goes by in steps in which a beat comes and the guard's ticks can ask. */
  private void go(int seconds) {
    for (int second = 0; second < seconds; second++) {
      pass(Duration.ofSeconds(1));
      beat();
      int before = reads.get();
      await(() -> assertThat(reads).hasValueGreaterThan(before + 4));
    }
  }

  @Test
  void withoutItsSatellitesADeviceWithAHeartbeatIsDisarmedAndNeverErased() throws IOException {
    Satellite satellite = new Satellite(true);
    satellite.mute = true;
    ActorRef<GuardMessage> guard = guard();
    beat();
    go(1);
    assertThat(vault.ready()).as("armed by nobody's word").isEmpty();
    assertThat(gate.shut("x").check()).isEqualTo("guard:satellites");
    satellite.mute = false;
    go(1);
    awaitArmed();
    satellite.mute = true;
    pass(Duration.ofSeconds(3));
    assertThat(gate.isOpen()).as("by the clock, before the guard has run").isFalse();
    beat();
    await(() -> assertThat(vault.ready()).isEmpty());
    go(2);
    assertThat(destroyed).hasValue(0);
    satellite.mute = false;
    go(1);
    awaitArmed();
    KIT.stop(guard);
    assertThat(kinds())
        .containsExactly("node-guard-armed", "node-guard-disarmed", "threat", "node-guard-armed");
  }

  @Test
  void aDeviceThatIsSwitchedOffIsDisarmedAtOnceAndErasedWhereThatIsWanted() {
    Satellite satellite = new Satellite(false);
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    satellite.on = false;
    pass(Duration.ofMillis(100));
    await(() -> assertThat(vault.ready()).isEmpty());
    assertThat(gate.isOpen()).isFalse();
    assertThat(destroyed).hasValue(0);
    KIT.stop(guard);

    Satellite deadly = new Satellite(true);
    ActorRef<GuardMessage> again = guard();
    beat();
    awaitArmed();
    deadly.on = false;
    pass(Duration.ofMillis(100));
    probe.expectTerminated(again);
    assertThat(destroyed).hasValue(1);
    assertThat(marks.get(marks.size() - 1).erased()).isTrue();
  }

  @Test
  void aFloodOfTheBeatsPortCostsNoAnswerOfASatellite() throws BeatRefused {
    Satellite satellite = new Satellite(false);
    satellite.mute = true;
    ActorRef<GuardMessage> guard = guard();
    beat();
    await(() -> assertThat(satellite.asked).isNotEmpty());
    byte[] question = satellite.asked;
    CountDownLatch busy = new CountDownLatch(1);
    clockHang.set(busy);
    try {
      for (int i = 0; i < 3_000; i++) {
        sink.get().accept(new byte[] {1});
      }
      SatelliteResponder responder = satellite.responder;
      satellite.answers.get().accept(responder.answer(responder.open(question), true, 0));
    } finally {
      clockHang.set(new CountDownLatch(0));
      busy.countDown();
    }
    awaitArmed();
    KIT.stop(guard);
  }

  private static ThreatRule rule(ThreatRule.Action action) {
    return new ThreatRule(
        ThreatEvent.LOCKED_OUT, 2, Duration.ofSeconds(10), action, Duration.ofMinutes(10));
  }

  /**
   * Beats that the guard has taken, so that what it does next it does for later messages. Two, for
   * one that comes to a device whose limit is over only makes that plain.
   */
  private void beatTaken() {
    beat();
    beat();
    int before = reads.get();
    await(() -> assertThat(reads).hasValueGreaterThan(before + 4));
  }

  @Test
  void aThreatDisarmsForAWhileWhateverIsHeardAlsoAcrossARestart() throws IOException {
    threats = List.of(rule(ThreatRule.Action.DISARM));
    eraseAfter = Duration.ofHours(2);
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    guard.tell(new GuardMessage.Threatened(ThreatEvent.REFUSED));
    pass(Duration.ofSeconds(1));
    beatTaken();
    assertThat(gate.isOpen()).isTrue();
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    await(() -> assertThat(gate.isOpen()).isFalse());
    await(() -> assertThat(vault.ready()).isEmpty());
    pass(Duration.ofMinutes(5));
    beatTaken();
    KIT.stop(guard);
    ActorRef<GuardMessage> again = guard();
    pass(Duration.ofMinutes(4));
    beatTaken();
    assertThat(gate.isOpen()).isFalse();
    assertThat(vault.ready()).isEmpty();
    pass(Duration.ofMinutes(1));
    beatTaken();
    awaitArmed();
    KIT.stop(again);
    assertThat(kinds().stream().filter(kind -> !kind.equals("node-guard-disarmed")))
        .containsExactly("node-guard-armed", "threat", "node-guard-armed");
  }

  @Test
  void aThreatErasesIfItsRuleSaysSo() throws IOException {
    threats = List.of(rule(ThreatRule.Action.ERASE));
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    probe.expectTerminated(guard);
    assertThat(vault.ready()).isEmpty();
    assertThat(destroyed).hasValue(1);
    assertThat(marks.get(marks.size() - 1).erased()).isTrue();
    assertThat(kinds()).contains("node-guard-erased");
  }

  @Test
  void whatPeopleMustKnowIsAlarmedWithItsSeverity() {
    eraseAfter = Duration.ofMinutes(10);
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    pass(Duration.ofSeconds(5));
    await(() -> assertThat(alarms).hasSize(1));
    assertThat(alarms.get(0))
        .isEqualTo(
            new Alarm(
                Bench.device(1),
                ThreatEvent.MISSING_BEATS,
                Severity.CRITICAL,
                1,
                Duration.ofMinutes(1),
                "alarm"));
    assertThat(gate.raised())
        .containsExactly(new DeviceProtocol.AlarmCount("missing-beats", "critical", 1));

    pass(Duration.ofMinutes(10));
    probe.expectTerminated(guard);
    assertThat(alarms).hasSize(2);
    assertThat(alarms.get(1).action()).isEqualTo("erase");
    assertThat(alarms.get(1).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aRuleThatOnlyRecordsAlarmsNobody() throws IOException {
    threats = List.of(rule(ThreatRule.Action.RECORD));
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    beatTaken();
    KIT.stop(guard);
    assertThat(alarms).isEmpty();
    assertThat(kinds()).contains("threat");
  }

  @Test
  void aDisarmingRuleIsCriticalWhateverItsEvent() {
    threats = List.of(rule(ThreatRule.Action.DISARM));
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
    await(() -> assertThat(alarms).hasSize(1));
    assertThat(alarms.get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(alarms.get(0).action()).isEqualTo("disarm");
  }

  /** Where the system's log is written to a disk that hangs. */
  @Test
  void aThreatIsAnsweredBeforeItIsSaid() {
    CountDownLatch written = new CountDownLatch(1);
    AppenderBase<ILoggingEvent> stuck =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            try {
              written.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    stuck.start();
    threats = List.of(rule(ThreatRule.Action.ERASE));
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    Logger said = (Logger) LoggerFactory.getLogger(DeviceGuard.class);
    said.addAppender(stuck);
    try {
      guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
      guard.tell(new GuardMessage.Threatened(ThreatEvent.LOCKED_OUT));
      await(() -> assertThat(destroyed).hasValue(1));
      assertThat(vault.ready()).isEmpty();
    } finally {
      written.countDown();
      said.detachAppender(stuck);
    }
    probe.expectTerminated(guard);
  }

  @Test
  void aLogThatHangsKeepsNoErasedDeviceAlive() {
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    CountDownLatch hanging = new CountDownLatch(1);
    hang.set(hanging);
    try {
      pass(Duration.ofSeconds(20));
      probe.expectTerminated(guard, Duration.ofSeconds(10));
      assertThat(destroyed).hasValue(1);
      assertThat(marks.get(marks.size() - 1).erased()).isTrue();
    } finally {
      hanging.countDown();
    }
  }

  @Test
  void threatsThatAreFarApartOrOfAnotherKindMeetNoRule() {
    ThreatWatch watch = new ThreatWatch(List.of(rule(ThreatRule.Action.ALARM)));
    Duration now = Duration.ofHours(1);
    for (int i = 0; i < 20; i++) {
      assertThat(watch.seen(ThreatEvent.REPLAY, now)).isEmpty();
      assertThat(watch.seen(ThreatEvent.LOCKED_OUT, now)).isEmpty();
      now = now.plusSeconds(10);
    }
    assertThat(watch.seen(ThreatEvent.LOCKED_OUT, now.minusSeconds(1))).hasSize(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(watch.seen(ThreatEvent.LOCKED_OUT, now)).as("it rests").isEmpty();
    }
    now = now.plusSeconds(9);
    assertThat(watch.seen(ThreatEvent.LOCKED_OUT, now)).as("it counts anew").isEmpty();
    assertThat(watch.seen(ThreatEvent.LOCKED_OUT, now)).hasSize(1);
  }

  @Test
  void aSourceThatExpectsOtherSoftwareIsAThreat() {
    threats =
        List.of(
            new ThreatRule(
                ThreatEvent.WRONG_SOFTWARE,
                1,
                Duration.ofSeconds(10),
                ThreatRule.Action.DISARM,
                Duration.ofMinutes(10)));
    ActorRef<GuardMessage> guard = guard();
    beat();
    awaitArmed();
    try (BeatSealer other = sealer(2, Octets.of(new byte[32]).sha256())) {
      pass(Duration.ofSeconds(1));
      sink.get()
          .accept(other.beat(Bench.device(1), Beat.Kind.SIGNED, clock.get().wall().toEpochMilli()));
    }
    await(() -> assertThat(gate.isOpen()).isFalse());
    KIT.stop(guard);
  }

  @Test
  void shareWorkGivesNothingWhenTheGateShutsWhileItComputes() {
    AtomicInteger asked = new AtomicInteger();
    Gate shutting = () -> asked.incrementAndGet() < 2;
    ShareWork work =
        new ShareWork(
            Bench.device(1), Bench.vault(1), Bench.identity(1), new SecureRandom(), shutting);
    SignedRequest request = Bench.request("parallel");
    Plan plan = Bench.plan(request, SigningMode.PARALLEL, 1, 1, 2, 3);
    Job job =
        new Job.Partial(
            request.id(),
            1,
            Bench.record(Bench.keyOf(request), SigningMode.PARALLEL).keyId(),
            Bench.header(request, plan));
    assertThat(work.run(job))
        .isInstanceOfSatisfying(
            Job.NotMade.class,
            notMade -> assertThat(notMade.refusal().check()).isEqualTo("guard:disarmed"));
    assertThat(asked).hasValue(2);
  }
}
