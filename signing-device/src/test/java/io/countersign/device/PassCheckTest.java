package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol.Pass;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sender may have a message server record, on a clock that only the test moves (M8, I8). */
class PassCheckTest {
  private static final TestRing RING = TestRing.split(2, 3);
  private static final String SERVER = TestRing.server(1);
  private static final String SENDER = TestRing.COORDINATOR;
  private static final Octets REQUEST = Octets.of(new byte[Pass.REQUEST_OCTETS]);

  private final NodeLog log;
  private final LineToDevice line;
  private final PassCheck check;
  private final SealedEnvelope inner;
  private Duration now = Duration.ofHours(-7);

  PassCheckTest(@TempDir Path folder) throws IOException {
    Clock clock = Clock.systemUTC();
    EnvelopeSealer sealer =
        new EnvelopeSealer(
            SENDER,
            RING.ring(),
            RING.identity(SENDER)::sign,
            RING.agreement(SENDER),
            clock,
            new SecureRandom());
    inner = sealer.seal("device-1", new DeviceProtocol.Prove(REQUEST, 1, REQUEST));
    log =
        NodeLog.create(
            folder.resolve("log"), DeviceLog.owner(SERVER, RING.identity(SERVER)), clock);
    MessageServerSetup setup =
        new MessageServerSetup(
            SERVER,
            RING.ring(),
            RING.identity(SERVER),
            RING.agreement(SERVER),
            log,
            new PromptLink(),
            (to, message) -> {},
            clock,
            new SecureRandom(),
            DeviceLimits.DEFAULT,
            next -> {},
            new LockOutMemory());
    line = new LineToDevice(setup.link(), setup.ring(), setup.limits());
    check = new PassCheck(setup, new LockOuts(setup.limits().lockOut()), line);
  }

  /** A device that takes all at once. */
  private static final class PromptLink implements DeviceLink {
    @Override
    public void open(Listener told) {}

    @Override
    public CompletionStage<Boolean> send(SealedEnvelope message) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void closeLog() throws IOException {
    log.close();
  }

  private LineToDevice.Waiting read(Urgency urgency) {
    Pass good = Pass.of(new DeviceProtocol.Prove(REQUEST, 1, REQUEST), inner);
    return check.read(SENDER, new Pass(REQUEST, 1, urgency, good.envelope()), now);
  }

  private Optional<Refusal> pass() {
    LineToDevice.Waiting next = read(Urgency.ATTEMPT);
    Optional<Refusal> refusal = check.refusal(next, now);
    if (refusal.isEmpty()) {
      line.reserve(next);
      line.add(next);
      line.next();
      line.sent();
    }
    return refusal;
  }

  private int passAll(int most) {
    int passed = 0;
    while (passed < most && pass().isEmpty()) {
      passed++;
    }
    return passed;
  }

  @Test
  void aSenderHasSoManyMessagesRecordedAtOnceAndSoManyASecond() {
    assertThat(passAll(50_000)).isEqualTo(40_000);
    Refusal busy = pass().orElseThrow();
    assertThat(busy.code()).isEqualTo(Refusal.Code.BUSY);
    assertThat(busy.retryAfterMillis()).isEqualTo(250);
    assertThat(busy.detail())
        .isEqualTo(
            "device-1-server has recorded 40000 messages of coordinator-1, its limit is that and"
                + " 256 a second");
    now = now.plusSeconds(1);
    assertThat(passAll(50_000)).isEqualTo(256);
    assertThat(read(Urgency.PROBE).urgency()).isEqualTo(Urgency.PROBE);
    now = now.plusSeconds(3600);
    assertThat(passAll(50_000)).isEqualTo(40_000);
  }

  @Test
  void aProbeIsAboutNoRequestWhateverItSays() {
    assertThat(read(Urgency.PROBE).about().request().length()).isZero();
    assertThat(read(Urgency.ATTEMPT).about().request()).isEqualTo(REQUEST);
  }

  @Test
  void whatIsCalledAProbeTooOftenIsRecordedAsAnyMessage() {
    for (int i = 0; i < 100; i++) {
      assertThat(read(Urgency.PROBE).urgency()).isEqualTo(Urgency.PROBE);
    }
    assertThat(read(Urgency.PROBE).urgency()).isEqualTo(Urgency.ATTEMPT);
    assertThat(read(Urgency.PROBE).about().request()).isEqualTo(REQUEST);
    now = now.plusMillis(50);
    assertThat(read(Urgency.PROBE).urgency()).isEqualTo(Urgency.PROBE);
    assertThat(read(Urgency.PROBE).urgency()).isEqualTo(Urgency.ATTEMPT);
  }
}
