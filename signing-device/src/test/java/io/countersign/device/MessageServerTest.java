package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.ServerProtocol.Pass;
import io.countersign.protocol.wire.ServerProtocol.ServerState;
import io.countersign.protocol.wire.ServerProtocol.TurnedAway;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message server between a coordinator and a device that are played by hand. */
class MessageServerTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final TestRing RING = TestRing.split(2, 3);
  private static final String SERVER = TestRing.server(1);
  private static final String DEVICE = "device-1";
  private static final String COORDINATOR = TestRing.COORDINATOR;
  private static final Octets REQUEST = Octets.of(new byte[32]);
  private static final long PATIENCE_MILLIS = 20_000;

  private final Path folder;
  private final Clock clock = Clock.systemUTC();
  private final EnvelopeSealer sealer = sealer(COORDINATOR);
  private final EnvelopeOpener opener =
      new EnvelopeOpener(
          COORDINATOR,
          RING.ring(),
          Set.of(Role.MESSAGE_SERVER),
          RING.agreement(COORDINATOR),
          clock);
  private final BlockingQueue<SealedEnvelope> toCoordinator = new LinkedBlockingQueue<>();
  private final Link link = new Link();
  private Optional<ActorRef<SealedEnvelope>> server = Optional.empty();

  /** A link whose device takes what it is sent when the test says so. */
  private static final class Link implements DeviceLink {
    private final BlockingQueue<SealedEnvelope> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<Boolean>> untaken = new LinkedBlockingQueue<>();
    private final CompletableFuture<Listener> listener = new CompletableFuture<>();
    private volatile boolean slow;

    @Override
    public void open(Listener told) {
      listener.complete(told);
      told.linked(true);
    }

    @Override
    public CompletionStage<Boolean> send(SealedEnvelope message) {
      sent.add(message);
      if (!slow) {
        return CompletableFuture.completedFuture(true);
      }
      CompletableFuture<Boolean> taken = new CompletableFuture<>();
      untaken.add(taken);
      return taken;
    }

    @Override
    public void close() {}
  }

  MessageServerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void start() throws IOException {
    NodeLog log =
        NodeLog.create(
            folder.resolve("log"), DeviceLog.owner(SERVER, RING.identity(SERVER)), clock);
    LockOutPolicy strict =
        new LockOutPolicy(3, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    server =
        Optional.of(
            KIT.spawn(
                MessageServer.create(
                    new MessageServerSetup(
                        SERVER,
                        RING.ring(),
                        RING.identity(SERVER),
                        RING.agreement(SERVER),
                        log,
                        link,
                        (to, message) -> toCoordinator.add(message),
                        clock,
                        new SecureRandom(),
                        DeviceLimits.DEFAULT.with(strict),
                        next -> {},
                        new LockOutMemory()))));
  }

  @AfterEach
  void stop() {
    server.ifPresent(running -> KIT.stop(running, Duration.ofSeconds(10)));
    server = Optional.empty();
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void handsOnWhatAListedSenderSentForItsDeviceAndReadsNothingOfIt() throws Exception {
    SealedEnvelope inner = inner(prove(1));
    pass(prove(1), inner);
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(inner);
  }

  @Test
  void whatGoesInAndOutIsInItsLogBeforeItGoes() throws Exception {
    SealedEnvelope inner = inner(prove(1));
    pass(prove(1), inner);
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isNotNull();
    link.listener
        .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .answered(COORDINATOR, inner, new Subject(REQUEST, 1));
    assertThat(toCoordinator.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(inner);
    assertThat(kinds()).contains("node-started", "passed-in", "passed-out");
  }

  @Test
  void relaysToNobodyButCoordinators() throws Exception {
    SealedEnvelope inner = inner(prove(1));
    DeviceLink.Listener told = link.listener.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    for (String to : List.of("device-2", "agents-1", TestRing.REQUESTER, "nobody")) {
      told.answered(to, inner, new Subject(REQUEST, 1));
    }
    told.answered(COORDINATOR, inner, new Subject(REQUEST, 1));
    assertThat(toCoordinator.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(inner);
    assertThat(toCoordinator).isEmpty();
    assertThat(kinds()).contains("bad-message");
  }

  @Test
  void refusesAnInnerEnvelopeThatIsAnothersOrForAnother() throws Exception {
    SealedEnvelope forAnother = sealer.seal("device-2", prove(1));
    SealedEnvelope ofAnother = sealer("device-2").seal(DEVICE, prove(1));
    SealedEnvelope good = inner(prove(2));
    pass(prove(1), forAnother);
    pass(prove(1), ofAnother);
    pass(prove(2), good);
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(good);
    assertThat(kinds()).contains("bad-message");
  }

  @Test
  void nobodyButACoordinatorIsAdmitted() throws Exception {
    SealedEnvelope inner = sealer("agents-1").seal(DEVICE, prove(1));
    tell(sealer("agents-1").seal(SERVER, Pass.of(prove(1), inner)));
    SealedEnvelope good = inner(prove(2));
    pass(prove(2), good);
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(good);
  }

  @Test
  void whatIsRepeatedIsHandedOnOnce() throws Exception {
    SealedEnvelope outer = sealer.seal(SERVER, Pass.of(prove(1), inner(prove(1))));
    tell(outer);
    tell(outer);
    SealedEnvelope good = inner(prove(2));
    pass(prove(2), good);
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isNotNull();
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(good);
  }

  @Test
  void locksOutWhoFailsUnderHisOwnKeyAgainAndAgainButAnswersHisProbes() throws Exception {
    for (int i = 0; i < 3; i++) {
      pass(prove(1), sealer.seal("device-2", prove(1)));
    }
    pass(prove(2), inner(prove(2)));
    TurnedAway away = receive(TurnedAway.class);
    assertThat(away.refusal().code()).isEqualTo(Refusal.Code.BUSY);
    assertThat(away.refusal().check()).isEqualTo("sender:locked-out");
    assertThat(away.request()).isEqualTo(REQUEST);
    assertThat(link.sent).isEmpty();

    pass(new DeviceProtocol.Probe(1), inner(new DeviceProtocol.Probe(1)));
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isNotNull();
    assertThat(receive(ServerState.class).lockedOut())
        .singleElement()
        .matches(out -> out.sender().equals(COORDINATOR));
  }

  @Test
  void turnsNewAttemptsAwayFirstAndProbesLast() throws Exception {
    link.slow = true;
    int most = DeviceLimits.DEFAULT.messagesInWork();
    for (int i = 0; i < most - most / 4; i++) {
      pass(Urgency.NEW, inner(prove(1)));
    }
    pass(Urgency.NEW, inner(prove(1)));
    assertThat(receive(TurnedAway.class).refusal().check()).isEqualTo("busy");
    for (int i = 0; i < most / 4; i++) {
      pass(Urgency.ATTEMPT, inner(prove(1)));
    }
    pass(Urgency.ATTEMPT, inner(prove(1)));
    assertThat(receive(TurnedAway.class).refusal().check()).isEqualTo("busy");
    pass(Urgency.PROBE, inner(new DeviceProtocol.Probe(1)));
    assertThat(receive(ServerState.class).waiting()).isGreaterThan(most);
  }

  @Test
  void aLockedOutSenderPassesNothingThatIsNoProbeUnderThatName() throws Exception {
    for (int i = 0; i < 3; i++) {
      pass(prove(1), sealer.seal("device-2", prove(1)));
    }
    link.slow = true;
    pass(Urgency.PROBE, inner(new DeviceProtocol.NextRecord("x".repeat(12 * 1024))));
    assertThat(receive(TurnedAway.class).refusal().check()).isEqualTo("sender:locked-out");
    for (int i = 0; i < LineToDevice.MOST_PROBES; i++) {
      pass(Urgency.PROBE, inner(prove(1)));
      assertThat(receive(ServerState.class).waiting()).isEqualTo(i + 1);
    }
    pass(Urgency.PROBE, inner(prove(1)));
    assertThat(receive(TurnedAway.class).refusal().check()).isEqualTo("sender:locked-out");
    link.untaken.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).complete(true);
    link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(link.sent.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).as("the next").isNotNull();
    pass(Urgency.PROBE, inner(prove(1)));
    assertThat(receive(ServerState.class).waiting()).isEqualTo(LineToDevice.MOST_PROBES);
  }

  @Test
  void theMostHeadsInOneMessageAreAProbe() {
    HeadStatement longest =
        new HeadStatement("n".repeat(32), Long.MAX_VALUE, REQUEST, Octets.of(new byte[64]));
    SealedEnvelope most =
        inner(new DeviceProtocol.Heads(Collections.nCopies(HeadStatement.MOST, longest)));
    assertThat(most.length()).isBetween(10_000, LineToDevice.MOST_PROBE_OCTETS);
  }

  @Test
  void theFormOfAPassIsChecked() {
    for (int length : new int[] {1, 31, 33}) {
      Octets request = Octets.of(new byte[length]);
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> new Pass(request, 1, Urgency.NEW, Octets.EMPTY))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ServerProtocol.Urgency.of(prove(1))).isEqualTo(Urgency.ATTEMPT);
  }

  private static DeviceProtocol.Prove prove(int attempt) {
    return new DeviceProtocol.Prove(REQUEST, attempt, REQUEST);
  }

  private SealedEnvelope inner(DeviceProtocol message) {
    return sealer.seal(DEVICE, message);
  }

  private void pass(DeviceProtocol message, SealedEnvelope inner) {
    tell(sealer.seal(SERVER, Pass.of(message, inner)));
  }

  private void pass(Urgency urgency, SealedEnvelope inner) {
    Pass of = Pass.of(prove(1), inner);
    tell(sealer.seal(SERVER, new Pass(of.request(), of.attempt(), urgency, of.envelope())));
  }

  private void tell(SealedEnvelope outer) {
    server.orElseThrow().tell(outer);
  }

  private <T extends WireMessage> T receive(Class<T> wanted) throws InterruptedException {
    SealedEnvelope sealed = toCoordinator.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(sealed).as("something of the message server").isNotNull();
    return wanted.cast(opener.open(sealed).message());
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

  /** Stops the server and reads its log. */
  private List<String> kinds() throws IOException {
    stop();
    List<String> kinds = new ArrayList<>();
    NodeLog.open(
            folder.resolve("log"),
            DeviceLog.owner(SERVER, RING.identity(SERVER)),
            clock,
            (LogRecord record) -> kinds.add(record.kind()))
        .close();
    return kinds;
  }
}
