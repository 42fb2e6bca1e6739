package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.log.LogDamaged;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.Coalescer;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a coordinator does is in its log before it takes effect (I7). */
class CoordinatorLogTest {
  private static final byte[] DOCUMENT = "A deed of gift.".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final TestRing RING = Rings.SMALL;

  private final Path folder;
  private final TestLog log;
  private final FakeNet net = new FakeNet(RING);
  private final List<TestCoordinator> started = new ArrayList<>();

  CoordinatorLogTest(@TempDir Path folder) {
    this.folder = folder;
    this.log = new TestLog(folder.resolve("log"));
  }

  @AfterEach
  void end() {
    log.letGo();
    started.forEach(TestCoordinator::close);
    net.close();
  }

  @Test
  void aSignedRequestMakesThreeRecordsOfWhichTheLastNamesItsSignature() throws IOException {
    SignedRequest request = request();
    Octets signature;
    try (TestCoordinator coordinator = start()) {
      coordinator.submit(request, DOCUMENT);
      CoordinatorCommand.Found found = coordinator.found(request.id(), PATIENCE);
      signature = Octets.of(found.signature().orElseThrow().octets().toByteArray());
    }

    List<LogRecord> records = records(r -> r.request().isPresent());

    assertThat(records).allMatch(r -> r.request().equals(Optional.of(request.id().hex())));
    assertThat(records)
        .extracting(LogRecord::kind)
        .containsExactly("request-accepted", "attempt-planned", "signature-released");
    assertThat(records.get(0).text("key")).isEqualTo(TestRing.MAIN);
    assertThat(records.get(0).text("purpose")).isEqualTo("document");
    assertThat(records.get(0).text("requester")).isEqualTo(TestRing.REQUESTER);
    assertThat(records.get(1).number("attempt")).isEqualTo(1);
    assertThat(records.get(1).texts("devices")).hasSize(2).allMatch(d -> d.startsWith("device-"));
    assertThat(records.get(2).text("signature")).isEqualTo(signature.sha256().hex());
  }

  @Test
  void aSignatureIsNotGivenOutBeforeItsRecordIsSynced() throws Exception {
    SignedRequest request = request();
    net.watch(holdingAt(DeviceProtocol.SignPartially.class));
    try (TestCoordinator coordinator = start()) {
      coordinator.submit(request, DOCUMENT);
      log.awaitHeld();

      CompletableFuture<CoordinatorCommand.Reply> asked = ask(coordinator, request);

      assertThatThrownBy(() -> asked.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(coordinator.status().requests())
          .singleElement()
          .satisfies(view -> assertThat(view.state()).isEqualTo("signing"));
      log.letGo();
      assertThat(asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              CoordinatorCommand.Found.class, found -> assertThat(found.signature()).isPresent());
    }
  }

  @Test
  void noDeviceIsAskedBeforeTheAttemptsRecordIsSynced() throws Exception {
    ConcurrentLinkedQueue<WireMessage> prepared = new ConcurrentLinkedQueue<>();
    net.agentsSilent(true);
    SignedRequest request = request();
    try (TestCoordinator coordinator = start()) {
      coordinator.submit(request, DOCUMENT);
      net.watch(
          message -> {
            if (message instanceof DeviceProtocol.Prepare) {
              prepared.add(message);
            }
          });
      log.hold();
      net.agentsSilent(false);
      log.awaitHeld();
      assertThat(coordinator.status().open()).isEqualTo(1);
      assertThat(prepared).isEmpty();
      log.letGo();

      assertThat(coordinator.found(request.id(), PATIENCE).view().state()).isEqualTo("signed");
    }
  }

  @Test
  void aRequestIsNotAcceptedWhileItsRecordCannotBeWrittenAndTheCoordinatorStops() throws Exception {
    ConcurrentLinkedQueue<WireMessage> asked = new ConcurrentLinkedQueue<>();
    SignedRequest request = request();
    TestCoordinator first = start();
    assertThat(first.status().open()).isZero();
    log.breakDown(true);
    net.watch(
        message -> {
          if (!(message instanceof DeviceProtocol.Probe)) {
            asked.add(message);
          }
        });

    assertThat(first.submit(request, DOCUMENT))
        .isInstanceOfSatisfying(
            CoordinatorCommand.Unwritable.class,
            no -> assertThat(no.detail()).startsWith("the coordinator's log cannot be written"));

    first.system().getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(asked).noneMatch(m -> m instanceof DeviceProtocol.Prepare);
    assertThatThrownBy(this::start).hasMessageContaining("cannot be written");

    log.breakDown(false);
    try (TestCoordinator second = start()) {
      assertThat(second.submit(request, DOCUMENT)).isInstanceOf(CoordinatorCommand.Accepted.class);
      assertThat(second.found(request.id(), PATIENCE).view().state()).isEqualTo("signed");
    }
  }

  @Test
  void aSignatureWhoseRecordCannotBeWrittenIsGivenOutOnlyByTheNextLife() throws Exception {
    SignedRequest request = request();
    net.watch(
        message -> {
          if (message instanceof DeviceProtocol.SignPartially) {
            log.breakDown(true);
          }
        });
    TestCoordinator first = start();
    first.submit(request, DOCUMENT);
    CompletableFuture<CoordinatorCommand.Reply> waiting = ask(first, request);
    first.system().getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(waiting.isDone() && !waiting.isCompletedExceptionally()).isFalse();

    net.watch(message -> {});
    log.breakDown(false);
    Octets signature;
    try (TestCoordinator second = start()) {
      CoordinatorCommand.Found found = second.found(request.id(), PATIENCE);
      signature = Octets.of(found.signature().orElseThrow().octets().toByteArray());
    }
    // What the failed sync left may count after all; it names the same signature.
    assertThat(records(r -> r.kind().equals("signature-released")).stream())
        .extracting(record -> record.text("signature"))
        .isNotEmpty()
        .containsOnly(signature.sha256().hex());
  }

  @Test
  void aTornEndIsSetAsideAndNamed() throws IOException {
    live();
    Path segment = folder.resolve("log").resolve("log-000001.jsonl");
    Files.writeString(segment, "{\"n\":4,\"at\":\"2026-", StandardOpenOption.APPEND);

    live();

    List<LogRecord> lives = records(r -> r.kind().equals("node-started"));
    assertThat(lives).hasSize(2);
    assertThat(lives.get(0).has("torn")).isFalse();
    assertThat(lives.get(1).text("torn")).contains("torn-");
  }

  @Test
  void aLogThatIsMissingIsNotBegunAgain() throws IOException {
    live();
    Files.delete(folder.resolve("log").resolve("log-000001.jsonl"));

    assertThat(NodeLog.exists(folder.resolve("log"))).isFalse();
    assertThatThrownBy(() -> log.openWithoutCreating(RING)).isInstanceOf(LogDamaged.class);
  }

  @Test
  void refusedClientsAndUnreadableMessagesAreSummedUp() throws IOException {
    SignedRequest request = request();
    SealedEnvelope bogus =
        new SealedEnvelope(
            Octets.of(new byte[] {1}),
            Octets.of(new byte[64]),
            1,
            0,
            1,
            Octets.of(new byte[] {1, 2, 3}));
    try (TestCoordinator coordinator = start()) {
      for (int i = 0; i < 1000; i++) {
        coordinator
            .system()
            .tell(
                new CoordinatorCommand.Refused(
                    "request:key", "operator", Optional.of(request.id()), "no key named 'x'"));
        coordinator.system().tell(new CoordinatorCommand.FromNetwork(bogus));
      }
      coordinator.submit(request, DOCUMENT);
      coordinator.found(request.id(), PATIENCE);
    }

    List<LogRecord> refused = records(r -> r.kind().equals("submit-refused"));
    assertThat(refused).hasSize(Coalescer.BURST);
    assertThat(refused.get(0).text("requester")).isEqualTo("operator");
    assertThat(refused.get(0).text("check")).isEqualTo("request:key");
    assertThat(refused.get(0).request()).contains(request.id().hex());
    assertThat(records(r -> r.kind().equals("bad-message"))).hasSize(Coalescer.BURST);
  }

  private Consumer<WireMessage> holdingAt(Class<? extends WireMessage> type) {
    AtomicBoolean first = new AtomicBoolean(true);
    return message -> {
      if (type.isInstance(message) && first.getAndSet(false)) {
        log.hold();
      }
    };
  }

  private static CompletableFuture<CoordinatorCommand.Reply> ask(
      TestCoordinator coordinator, SignedRequest request) {
    return coordinator
        .ask(
            replyTo ->
                new CoordinatorCommand.Show(
                    request.id(), TestRing.REQUESTER, Duration.ofSeconds(30), replyTo))
        .toCompletableFuture();
  }

  private void live() {
    try (TestCoordinator coordinator = start()) {
      assertThat(coordinator.status().open()).isZero();
    }
  }

  /** Starts one, which ends with the test at the latest. */
  private TestCoordinator start() {
    TestCoordinator coordinator =
        TestCoordinator.start(RING, net, folder, CoordinatorLimits.defaults(), disk -> disk, log);
    started.add(coordinator);
    return coordinator;
  }

  private List<LogRecord> records(Predicate<LogRecord> wanted) throws IOException {
    return log.records(RING).stream().filter(wanted).toList();
  }

  private static SignedRequest request() {
    return RING.request(
        DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, "parallel", Instant.now());
  }
}
