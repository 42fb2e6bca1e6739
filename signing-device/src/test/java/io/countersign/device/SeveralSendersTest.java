package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import io.countersign.protocol.wire.Subject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** One of several coordinators cannot turn the others away, whatever he sends (M8). */
class SeveralSendersTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final TestRing RING = TestRing.withThreeCoordinators(2, 2);
  private static final String ALICE = "coordinator-1";
  private static final String BOB = "coordinator-2";
  private static final String MALLORY = "coordinator-3";
  private static final DeviceLimits LIMITS = DeviceLimits.DEFAULT;

  private final Clock clock = Clock.systemUTC();
  private final Places places = new Places(RING.ring(), "in work");

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  /** How many messages of so many octets a sender gets in. */
  private static int fill(Places places, String sender, long octets) {
    int taken = 0;
    while (places.whyFull(sender, octets, 16, 1000).isEmpty()) {
      places.take(sender, octets);
      taken++;
    }
    return taken;
  }

  @Test
  void oneOfSeveralGetsHalfThePlacesAndTheOthersTheRest() {
    assertThat(fill(places, MALLORY, 1)).isEqualTo(8);
    assertThat(places.whyFull(MALLORY, 1, 16, 1000))
        .contains("has 8 messages of coordinator-3 in work, its limit is 8");
    assertThat(fill(places, ALICE, 1)).isEqualTo(8);
    assertThat(places.whyFull(BOB, 1, 16, 1000))
        .contains("has 16 messages in work, its limit is 16");
    places.freePlace(MALLORY);
    assertThat(fill(places, BOB, 1)).isEqualTo(1);
  }

  @Test
  void oneOfSeveralGetsHalfTheOctetsOrOneMessage() {
    assertThat(fill(places, MALLORY, 300)).isEqualTo(1);
    assertThat(places.whyFull(MALLORY, 300, 16, 1000))
        .contains("has messages of coordinator-3 of 300 octets in work, its limit is 500");
    assertThat(fill(places, ALICE, 700)).isEqualTo(1);
    places.freeOctets(ALICE, 700);
    assertThat(fill(places, ALICE, 500)).isEqualTo(1);
  }

  @Test
  void theOnlyOneGetsAll() {
    Ring ring = RING.freshRing();
    RING.take(ring, RingChange.of(ring).revoke(ALICE).revoke(BOB));
    assertThat(fill(new Places(ring, "in work"), MALLORY, 1)).isEqualTo(16);
  }

  /** A device that takes nothing. */
  private static final class DeafLink implements DeviceLink {
    @Override
    public void open(Listener told) {}

    @Override
    public CompletionStage<Boolean> send(SealedEnvelope message) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  @Test
  void theLineToADeviceHasRoomForTheOthers() {
    LineToDevice line = new LineToDevice(new DeafLink(), RING.ring(), LIMITS);
    SealedEnvelope large =
        new SealedEnvelope(
            Octets.EMPTY, Octets.EMPTY, 1, 1, 1, Octets.of(new byte[SealedEnvelope.MAX_OCTETS]));
    LineToDevice.Waiting his =
        new LineToDevice.Waiting(MALLORY, Urgency.ATTEMPT, Subject.NONE, large);
    int taken = 0;
    while (line.whyFull(his).isEmpty()) {
      line.reserve(his);
      line.add(his);
      line.next();
      taken++;
    }
    assertThat(taken).isEqualTo(6);
    assertThat(line.whyFull(new LineToDevice.Waiting(ALICE, Urgency.NEW, Subject.NONE, large)))
        .isEmpty();
    line.sent();
    assertThat(line.whyFull(his)).isEmpty();
  }

  @Test
  void theFrontOfADeviceHasRoomForTheOthersAndServesThemInTurn() throws Exception {
    GatedLogStore store = new GatedLogStore();
    store.open();
    DeviceLog log = store.newLog(1, clock);
    List<String> answered = new ArrayList<>();
    TestProbe<SigningDevice.Message> core = KIT.createTestProbe();
    TestProbe<String> sent = KIT.createTestProbe();
    DeviceSetup setup =
        new DeviceSetup(
            "device-1",
            RING.ring(),
            RING.identity("device-1"),
            RING.agreement("device-1"),
            Bench.vault(1),
            log,
            (to, message) -> sent.ref().tell(to),
            clock,
            new SecureRandom(),
            LIMITS,
            Gate.ALWAYS,
            next -> {});
    ActorRef<DeviceFront.Message> front =
        KIT.spawn(DeviceFront.behindTheDoor(setup, new Intake(10_000_000), core.ref()));
    EnvelopeSealer his = sealer(MALLORY);
    int share = LIMITS.messagesInWork() / 2;
    for (int i = 1; i <= share + 1; i++) {
      front.tell(new DeviceFront.FromNet(his.seal("device-1", new Probe(i))));
    }
    assertThat(sent.receiveMessage()).isEqualTo(MALLORY);
    front.tell(new DeviceFront.FromNet(sealer(ALICE).seal("device-1", new Probe(1000))));

    for (int i = 0; i < DeviceFront.WITH_CORE; i++) {
      SigningDevice.Asked asked = core.expectMessageClass(SigningDevice.Asked.class);
      front.tell(new DeviceFront.Taken(asked.from(), asked.octets()));
    }
    for (int i = 0; i < 2; i++) {
      answered.add(core.expectMessageClass(SigningDevice.Asked.class).from());
    }
    assertThat(answered).contains(ALICE);
    log.close();
  }

  private EnvelopeSealer sealer(String party) {
    return new EnvelopeSealer(
        party,
        RING.ring(),
        RING.identity(party)::sign,
        RING.agreement(party),
        clock,
        new SecureRandom());
  }
}
