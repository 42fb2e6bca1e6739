package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.javadsl.Behaviors;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.CombineResult;
import io.countersign.protocol.thresholdrsa.Combiner;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.DeviceState;
import io.countersign.protocol.wire.DeviceProtocol.HeadTold;
import io.countersign.protocol.wire.DeviceProtocol.Heads;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.Opening;
import io.countersign.protocol.wire.OwnHead;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.Wire;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices as actors, with their logs on disk, driven by hand with sealed envelopes. */
class SigningDeviceTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final List<Integer> SIGNERS = List.of(1, 2, 4);

  private final Path folder;
  private final Clock clock = Clock.systemUTC();
  private final Wires coordinator = new Wires(Bench.COORDINATOR, clock);
  private final Map<Integer, ActorRef<SealedEnvelope>> devices = new HashMap<>();

  SigningDeviceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void stopDevices() {
    devices.values().forEach(device -> KIT.stop(device, Duration.ofSeconds(10)));
  }

  @Test
  void threeDevicesSignInParallel() throws Exception {
    TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);
    List<Vote> votes = votes(attempt);
    SIGNERS.forEach(signer -> tell(signer, attempt.signPartially(votes)));

    List<PartialSignature> partials = new ArrayList<>();
    for (int i = 0; i < SIGNERS.size(); i++) {
      partials.add(attempt.partial(coordinator.receive(PartiallySigned.class)));
    }

    CombineResult.Combined combined =
        (CombineResult.Combined)
            new Combiner(attempt.record()).combine(attempt.header(), attempt.em(), partials);
    assertThat(TestAttempt.verifies(combined.signature().octets().toByteArray())).isTrue();
  }

  @Test
  void threeDevicesSignOneAfterAnother() throws Exception {
    TestAttempt attempt = TestAttempt.serial(1, 1, 2, 4);
    List<Vote> votes = votes(attempt);
    List<DeviceProtocol.Hop> hops = new ArrayList<>();
    for (int signer : SIGNERS) {
      tell(signer, attempt.signHop(votes, List.copyOf(hops)));
      hops.add(coordinator.receive(HopSigned.class).hop());
    }

    CombineResult.Combined combined =
        (CombineResult.Combined)
            new Combiner(attempt.record())
                .finish(attempt.header(), attempt.em(), attempt.read(hops));
    assertThat(TestAttempt.verifies(combined.signature().octets().toByteArray())).isTrue();
  }

  @Test
  void answersTheSameAfterItWasStoppedAndStarted() throws Exception {
    TestAttempt attempt = TestAttempt.serial(1, 1, 2, 4);
    List<Vote> votes = votes(attempt);
    tell(1, attempt.signHop(votes, List.of()));
    HopSigned first = coordinator.receive(HopSigned.class);

    KIT.stop(device(1), Duration.ofSeconds(10));
    devices.remove(1);
    tell(1, attempt.signHop(votes, List.of()));

    assertThat(coordinator.receive(HopSigned.class)).isEqualTo(first);
    tell(1, TestAttempt.parallel(1, 1, 2, 4).signPartially(votes));
    assertThat(coordinator.receive(Refused.class).refusal().check()).isEqualTo("attempt:unknown");
  }

  @Test
  void everyActIsInTheLogOnDisk() throws Exception {
    TestAttempt attempt = TestAttempt.serial(1, 1, 2, 4);
    tell(1, attempt.signHop(votes(attempt), List.of()));
    coordinator.receive(HopSigned.class);
    stopDevices();
    devices.clear();

    assertThat(records(1).stream().map(LogRecord::kind))
        .containsExactly("device-started", "vote", "hop-start", "hop-answer");
  }

  @Test
  void tellsHowItIs() throws Exception {
    tell(3, new Probe(77));

    DeviceState state = coordinator.receive(DeviceState.class);

    assertThat(state.id()).isEqualTo(77);
    assertThat(state.device()).isEqualTo("device-3");
    assertThat(state.keys()).containsExactlyInAnyOrder("main/add", "main/mult", "swa/add");
    assertThat(state.engine()).isEqualTo(Bench.ENGINE.name());
    assertThat(state.logRecords()).isEqualTo(4);
    assertThat(state.logHead().length()).isEqualTo(32);

    tell(3, new Heads(List.of()));
    HeadStatement head = coordinator.receive(HeadTold.class).head();
    assertThat(head.n()).isEqualTo(4);
    assertThat(head.hash()).isEqualTo(state.logHead());
    assertThat(head.saidBy(Bench.party(3))).isTrue();
    assertThat(state.capacity()).isEqualTo(DeviceLimits.DEFAULT.computations());
    assertThat(state.residentBytes()).isGreaterThan(10_000_000);
  }

  @Test
  void remembersAcrossLivesWhereOtherNodesLogsStood() throws Exception {
    HeadStatement head = Bench.head("device-2", 7);
    tell(1, new Heads(List.of(head)));
    coordinator.receive(HeadTold.class);
    awaitRecorded();
    stopDevices();
    devices.clear();
    tell(1, new Heads(List.of(head, Bench.head("agents-2", 3))));
    tell(1, new Heads(List.of(Bench.head("device-2", 6))));
    coordinator.receive(HeadTold.class);
    coordinator.receive(HeadTold.class);
    awaitRecorded();
    stopDevices();
    devices.clear();

    assertThat(records(1).stream().map(LogRecord::kind))
        .containsExactly("device-started", "witness", "device-started", "witness", "fork-seen");
  }

  /** I6: an old copy has forgotten what it promised since. */
  @Test
  void anOldCopyOfItsLogHaltsWhenItHearsWhatItSignedSince() throws Exception {
    awaitRecorded();
    stopDevices();
    devices.clear();
    Path kept = Files.createDirectory(folder.resolve("kept"));
    copy(folder.resolve("device-1"), kept);
    tell(1, TestAttempt.parallel(1, 1, 2, 4).prepare(1));
    coordinator.receive(Voted.class);
    tell(1, new Heads(List.of()));
    HeadStatement since = coordinator.receive(HeadTold.class).head();
    tell(1, new Heads(List.of(since)));
    assertThat(coordinator.receive(HeadTold.class).head().n()).isEqualTo(since.n());
    stopDevices();
    devices.clear();
    copy(kept, folder.resolve("device-1"));

    TestProbe<ActorRef<SealedEnvelope>> born = KIT.createTestProbe();
    TestProbe<Throwable> failed = KIT.createTestProbe();
    KIT.spawn(parentOf(setup(1, openLog(1), DeviceLimits.DEFAULT), born.ref(), failed.ref()));
    ActorRef<SealedEnvelope> old = born.receiveMessage();
    old.tell(coordinator.seal("device-1", new Heads(List.of(since))));

    assertThat(failed.receiveMessage()).isInstanceOf(OwnHead.RolledBack.class);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> there = Files.list(to);
        Stream<Path> files = Files.list(from)) {
      for (Path file : there.toList()) {
        Files.delete(file);
      }
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** An answer leaves only when all that was to be recorded before it is durable. */
  private void awaitRecorded() throws Exception {
    tell(1, new Heads(List.of()));
    coordinator.receive(HeadTold.class);
  }

  @Test
  void recordsWhatIsNoMessageForItAndGoesOn() throws Exception {
    device(1); // It reads nothing of before its start.
    SealedEnvelope honest = coordinator.seal("device-1", new Probe(1));
    Wires foreign = new Wires("device-2", clock);

    device(1).tell(changed(honest, honest.opening(), garbled(honest.signature()), honest.sealed()));
    device(1).tell(changed(honest, honest.opening(), honest.signature(), garbled(honest.sealed())));
    device(1).tell(coordinator.seal("device-2", new Probe(2)));
    device(1).tell(foreign.seal("device-1", new Probe(3)));
    device(1).tell(changed(honest, Octets.of(new byte[] {1, 2}), Octets.EMPTY, honest.sealed()));
    device(1).tell(changed(honest, openingOfNothing(), Octets.EMPTY, honest.sealed()));
    device(1).tell(honest);
    device(1).tell(honest);
    tell(1, new Probe(4));

    assertThat(coordinator.receive(DeviceState.class).id()).isEqualTo(1);
    assertThat(coordinator.receive(DeviceState.class).id()).isEqualTo(4);
    assertThat(coordinator.isEmpty()).isTrue();
    stopDevices();
    devices.clear();
    assertThat(badMessages(1))
        .containsExactly(
            "envelope:signature",
            "envelope:seal",
            "envelope:to",
            "envelope:from",
            "envelope:form",
            "envelope:form",
            "envelope:replay");
  }

  @Test
  void answersBusyWhenTooManyMessagesAreInWork() throws Exception {
    GatedLogStore store = new GatedLogStore();
    DeviceLog log = store.newLog(1, clock);
    ActorRef<SealedEnvelope> device = spawn(setup(1, log, limits(3, 8)));
    devices.put(1, device);
    store.awaitWriteBlocked();

    for (int i = 1; i <= 4; i++) {
      device.tell(coordinator.seal("device-1", new Probe(i)));
    }

    Refused busy = coordinator.receive(Refused.class);
    assertThat(busy.refusal().code()).isEqualTo(Code.BUSY);
    assertThat(busy.refusal().retryAfterMillis()).isEqualTo(250);
    store.open();
    for (int i = 1; i <= 3; i++) {
      assertThat(coordinator.receive(DeviceState.class).id()).isEqualTo(i);
    }
    device.tell(coordinator.seal("device-1", new Probe(5)));
    assertThat(coordinator.receive(DeviceState.class).id()).isEqualTo(5);
  }

  @Test
  void locksASenderOutWhoFailsAgainAndAgainAndGoesOnTellingHowItIs() throws Exception {
    LockOutPolicy policy =
        new LockOutPolicy(3, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(2));
    ActorRef<SealedEnvelope> device =
        spawn(setup(1, openLog(1), DeviceLimits.DEFAULT.with(policy)));
    devices.put(1, device);
    TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);
    for (int i = 0; i < 3; i++) {
      device.tell(coordinator.seal("device-1", attempt.prove()));
      Refusal refusal = coordinator.receive(Refused.class).refusal();
      assertThat(refusal.code()).isEqualTo(Code.BAD_REQUEST);
    }

    device.tell(coordinator.seal("device-1", attempt.prepare(1)));
    Refusal locked = coordinator.receive(Refused.class).refusal();
    assertThat(locked.code()).isEqualTo(Code.BUSY);
    assertThat(locked.check()).isEqualTo("sender:locked-out");
    assertThat(locked.retryAfterMillis()).isBetween(3_000_000L, 3_600_001L);
    device.tell(coordinator.seal("device-1", new Probe(7)));
    assertThat(coordinator.receive(DeviceState.class).lockedOut())
        .singleElement()
        .satisfies(out -> assertThat(out.sender()).isEqualTo(Bench.COORDINATOR))
        .satisfies(out -> assertThat(out.times()).isEqualTo(1));
    stopDevices();
    devices.clear();
    assertThat(records(1)).anyMatch(record -> record.kind().equals("sender-locked-out"));
    assertThat(records(1)).noneMatch(record -> record.kind().equals("vote"));

    ActorRef<SealedEnvelope> again = spawn(setup(1, openLog(1), DeviceLimits.DEFAULT.with(policy)));
    devices.put(1, again);
    again.tell(coordinator.seal("device-1", attempt.prepare(1)));
    assertThat(coordinator.receive(Refused.class).refusal().check())
        .as("after a restart")
        .isEqualTo("sender:locked-out");
  }

  @Test
  void aWrongHeadCountsAgainstWhoPassedItOnAndWhoIsLockedOutPassesNoneOn() throws Exception {
    LockOutPolicy policy =
        new LockOutPolicy(3, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(2));
    ActorRef<SealedEnvelope> device =
        spawn(setup(1, openLog(1), DeviceLimits.DEFAULT.with(policy)));
    devices.put(1, device);
    HeadStatement good = Bench.head("device-2", 5);
    HeadStatement forged = new HeadStatement("device-2", 6, good.hash(), good.signature());
    for (int i = 0; i < 3; i++) {
      tell(1, new Heads(List.of(forged, forged)));
      coordinator.receive(HeadTold.class);
    }
    // Its answer comes after the core has judged all of them.
    tell(1, new Probe(1));
    coordinator.receive(DeviceState.class);

    tell(1, new Heads(List.of(good)));
    assertThat(coordinator.receive(Refused.class).refusal().check()).isEqualTo("sender:locked-out");
    tell(1, new Probe(2));
    assertThat(coordinator.receive(DeviceState.class).lockedOut())
        .singleElement()
        .satisfies(out -> assertThat(out.sender()).isEqualTo(Bench.COORDINATOR));
    stopDevices();
    devices.clear();
    assertThat(badMessages(1)).isEqualTo(Collections.nCopies(3, "heads:statement"));
    assertThat(records(1)).noneMatch(record -> record.kind().equals("witness"));
  }

  @Test
  void nobodyIsLockedOutForWhatAStrangerSends() throws Exception {
    LockOutPolicy policy =
        new LockOutPolicy(1, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(2));
    ActorRef<SealedEnvelope> device =
        spawn(setup(1, openLog(1), DeviceLimits.DEFAULT.with(policy)));
    devices.put(1, device);
    SealedEnvelope honest = coordinator.seal("device-1", new Probe(1));
    for (int i = 0; i < 5; i++) {
      device.tell(changed(honest, honest.opening(), honest.signature(), garbled(honest.sealed())));
      device.tell(changed(honest, honest.opening(), garbled(honest.signature()), honest.sealed()));
    }
    device.tell(honest);
    device.tell(honest);
    assertThat(coordinator.receive(DeviceState.class).lockedOut()).isEmpty();
    device.tell(coordinator.seal("device-1", TestAttempt.parallel(1, 1, 2, 4).prepare(1)));
    assertThat(coordinator.receive(Voted.class).device()).isEqualTo(1);
  }

  @Test
  void answersBusyWhenTooManyOctetsAreInWork() throws Exception {
    GatedLogStore store = new GatedLogStore();
    DeviceLog log = store.newLog(1, clock);
    store.open();
    int probeOctets = (int) Intake.cost(coordinator.seal("device-1", new Probe(0)));
    ActorRef<SealedEnvelope> device =
        spawn(setup(1, log, limitsOf(256, 8, probeOctets + probeOctets / 2)));
    devices.put(1, device);
    for (int i = 1; i <= 20; i++) {
      device.tell(coordinator.seal("device-1", new Probe(i)));
      assertThat(coordinator.receive(DeviceState.class).id()).isEqualTo(i);
    }

    device.tell(coordinator.seal("device-1", TestAttempt.parallel(1, 1, 2, 4).prepare(1)));
    // Too long for the door itself; the next message brings the news to the log.
    device.tell(coordinator.seal("device-1", new Probe(21)));

    assertThat(coordinator.receive(DeviceState.class).id()).isEqualTo(21);
    stopDevices();
    devices.clear();
    assertThat(store.text()).contains("front:full", "1 messages were dropped unopened");
  }

  @Test
  void aDocumentThatWaitsForTheCoreCounts() throws Exception {
    GatedLogStore store = new GatedLogStore();
    DeviceLog log = store.newLog(1, clock);
    store.open();
    TestProbe<SigningDevice.Message> core = KIT.createTestProbe();
    int octets = (int) Intake.cost(coordinator.seal("device-1", new Probe(0)));
    DeviceSetup setup = setup(1, log, limitsOf(256, 8, 2 * octets + octets / 2));
    ActorRef<DeviceFront.Message> front =
        KIT.spawn(DeviceFront.behindTheDoor(setup, new Intake(1_000_000), core.ref()));

    for (int i = 1; i <= 3; i++) {
      front.tell(new DeviceFront.FromNet(coordinator.seal("device-1", new Probe(i))));
    }

    Refused busy = coordinator.receive(Refused.class);
    assertThat(busy.refusal().code()).isEqualTo(Code.BUSY);
    assertThat(busy.refusal().detail()).contains("octets in work");
    SigningDevice.Asked first = core.expectMessageClass(SigningDevice.Asked.class);
    core.expectMessageClass(SigningDevice.Asked.class);
    front.tell(new DeviceFront.Taken(first.from(), first.octets()));
    front.tell(new DeviceFront.FromNet(coordinator.seal("device-1", new Probe(4))));
    assertThat(core.expectMessageClass(SigningDevice.Asked.class).message())
        .isEqualTo(new Probe(4));
    log.close();
  }

  @Test
  void noActLeavesOnceTheGateIsShutWhateverTheCoreDecidedBefore() throws Exception {
    GatedLogStore store = new GatedLogStore();
    DeviceLog log = store.newLog(1, clock);
    store.open();
    AtomicBoolean open = new AtomicBoolean(true);
    TestProbe<SigningDevice.Message> core = KIT.createTestProbe();
    DeviceSetup setup = setup(1, log, DeviceLimits.DEFAULT).guardedBy(open::get);
    ActorRef<DeviceFront.Message> front =
        KIT.spawn(DeviceFront.behindTheDoor(setup, new Intake(1_000_000), core.ref()));
    TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);
    Octets id = attempt.request().id();
    Voted vote = new Voted(id, 1, attempt.header().hash().octets(), 1, Octets.EMPTY);

    front.tell(new DeviceFront.Answer(Bench.COORDINATOR, vote));
    assertThat(coordinator.receive(Voted.class)).isEqualTo(vote);
    open.set(false);
    front.tell(new DeviceFront.Answer(Bench.COORDINATOR, vote));

    Refused refused = coordinator.receive(Refused.class);
    assertThat(refused.request()).isEqualTo(id);
    assertThat(refused.attempt()).isEqualTo(1);
    assertThat(refused.refusal().check()).isEqualTo("guard:disarmed");
    log.close();
  }

  @Test
  void sendsNothingBeforeItsLogIsDurable() throws Exception {
    TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);
    GatedLogStore store = new GatedLogStore();
    DeviceLog log = store.newLog(1, clock);
    store.open();
    ActorRef<SealedEnvelope> device = spawn(setup(1, log, limits(1, 8)));
    devices.put(1, device);
    device.tell(coordinator.seal("device-1", new Probe(1)));
    coordinator.receive(DeviceState.class);

    store.shut();
    device.tell(coordinator.seal("device-1", attempt.prepare(1)));
    store.awaitWriteBlocked();
    // A vote that had left before its record would be in front of this refusal.
    device.tell(coordinator.seal("device-1", new Probe(2)));
    assertThat(coordinator.receive(Refused.class).refusal().code()).isEqualTo(Code.BUSY);

    store.open();
    assertThat(coordinator.receive(Voted.class).device()).isEqualTo(1);
  }

  @Test
  void stopsActingWhenItsLogCannotBeWritten() throws Exception {
    GatedLogStore store = new GatedLogStore();
    DeviceLog log = store.newLog(1, clock);
    store.open();
    ShareVault vault = Bench.vault(1);
    DeviceSetup setup = setup(1, log, vault, DeviceLimits.DEFAULT);
    TestProbe<Throwable> parent = KIT.createTestProbe();
    TestProbe<ActorRef<SealedEnvelope>> born = KIT.createTestProbe();
    KIT.spawn(parentOf(setup, born.ref(), parent.ref()));
    ActorRef<SealedEnvelope> device = born.receiveMessage();
    device.tell(coordinator.seal("device-1", new Probe(1)));
    coordinator.receive(DeviceState.class);

    store.fail();
    TestAttempt attempt = TestAttempt.parallel(1, 1, 2, 4);
    device.tell(coordinator.seal("device-1", attempt.prepare(1)));

    Throwable cause = parent.receiveMessage(Duration.ofSeconds(20));
    assertThat(cause).isInstanceOf(DeviceHalted.class).hasMessageContaining("disk");
    assertThat(coordinator.isEmpty()).isTrue();
    assertThat(store.closed()).isTrue();
    Job job =
        new Job.Partial(attempt.request().id(), 1, attempt.record().keyId(), attempt.header());
    ShareWork work =
        new ShareWork("amber", vault, Bench.identity(1), new SecureRandom(), Gate.ALWAYS);
    assertThat(work.run(job))
        .isInstanceOfSatisfying(
            Job.NotMade.class, notMade -> assertThat(notMade.refusal().check()).isEqualTo("share"));
  }

  private static Behavior<Void> parentOf(
      DeviceSetup setup, ActorRef<ActorRef<SealedEnvelope>> born, ActorRef<Throwable> failed) {
    return Behaviors.setup(
        context -> {
          ActorRef<SealedEnvelope> device = context.spawn(SigningDevice.create(setup), "device");
          context.watch(device);
          born.tell(device);
          return Behaviors.receive(Void.class)
              .onSignal(
                  ChildFailed.class,
                  signal -> {
                    failed.tell(signal.cause());
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private List<Vote> votes(TestAttempt attempt) throws InterruptedException {
    SIGNERS.forEach(signer -> tell(signer, attempt.prepare(signer)));
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < SIGNERS.size(); i++) {
      Voted voted = coordinator.receive(Voted.class);
      votes.add(new Vote(voted.device(), voted.signature()));
    }
    return votes;
  }

  private void tell(int index, DeviceProtocol message) {
    device(index).tell(coordinator.seal(Bench.device(index), message));
  }

  private ActorRef<SealedEnvelope> device(int index) {
    return devices.computeIfAbsent(index, i -> spawn(setup(i, openLog(i), DeviceLimits.DEFAULT)));
  }

  private ActorRef<SealedEnvelope> spawn(DeviceSetup setup) {
    return KIT.spawn(SigningDevice.create(setup));
  }

  private DeviceSetup setup(int index, DeviceLog log, DeviceLimits limits) {
    return setup(index, log, Bench.vault(index), limits);
  }

  private DeviceSetup setup(int index, DeviceLog log, ShareVault vault, DeviceLimits limits) {
    return new DeviceSetup(
        Bench.device(index),
        Bench.RING,
        Bench.identity(index),
        Bench.agreement(index),
        vault,
        log,
        coordinator,
        clock,
        new SecureRandom(),
        limits,
        Gate.ALWAYS,
        next -> {});
  }

  private DeviceLog openLog(int index) {
    Path path = folder.resolve(Bench.device(index));
    try {
      if (!path.toFile().exists()) {
        DeviceLog.create(path, Bench.device(index), Bench.identity(index), clock);
      }
      return DeviceLog.open(path, Bench.device(index), Bench.identity(index), clock);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Octets garbled(Octets octets) {
    byte[] garbled = octets.toByteArray();
    garbled[5] ^= 1;
    return Octets.of(garbled);
  }

  private static SealedEnvelope changed(
      SealedEnvelope honest, Octets opening, Octets signature, Octets sealed) {
    return new SealedEnvelope(
        opening, signature, honest.sequence(), honest.issued(), honest.expires(), sealed);
  }

  /** Every part of an opening is there, and is null or 1. */
  private static Octets openingOfNothing() {
    Map<String, @Nullable Object> parts = new HashMap<>();
    for (RecordComponent part : Opening.class.getRecordComponents()) {
      parts.put(part.getName(), part.getType().isPrimitive() ? 1 : null);
    }
    return Octets.of(Wire.encode(parts));
  }

  private List<String> badMessages(int index) throws IOException {
    return records(index).stream()
        .filter(record -> record.kind().equals("bad-message"))
        .map(record -> record.text("check"))
        .toList();
  }

  private List<LogRecord> records(int index) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    NodeLog.open(
            folder.resolve(Bench.device(index)),
            DeviceLog.owner(Bench.device(index), Bench.identity(index)),
            clock,
            records::add)
        .close();
    return records;
  }

  private static DeviceLimits limits(int messages, int computations) {
    return limitsOf(messages, computations, DeviceLimits.DEFAULT.octetsInWork());
  }

  private static DeviceLimits limitsOf(int messages, int computations, int octets) {
    DeviceLimits d = DeviceLimits.DEFAULT;
    return new DeviceLimits(
        messages,
        octets,
        computations,
        d.retryAfter(),
        d.openRequests(),
        d.openAttempts(),
        d.retiredAttempts(),
        d.attemptsPerRequest(),
        d.largestAttempt(),
        d.approvals(),
        d.noticesPerMinute(),
        d.noticesPerDay(),
        d.tick(),
        d.witnessEvery(),
        LockOutPolicy.DEFAULT);
  }
}
