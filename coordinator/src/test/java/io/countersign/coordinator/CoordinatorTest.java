package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator among devices and agents that may be slow, silent or wrong. */
class CoordinatorTest {
  private static final byte[] DOCUMENT = "A bill of lading.".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final TestRing RING = Rings.LARGE;

  private final Path folder;
  private final FakeNet net = new FakeNet(RING);
  private final TestCoordinator coordinator;

  CoordinatorTest(@TempDir Path folder) {
    this.folder = folder;
    this.coordinator = TestCoordinator.start(RING, net, folder);
  }

  @AfterEach
  void end() {
    coordinator.close();
    net.close();
  }

  @Test
  void signsInParallelWithASignatureThatTheJdkVerifies() throws GeneralSecurityException {
    Octets id = submit("parallel");

    CoordinatorCommand.Found found = coordinator.found(id, PATIENCE);

    assertThat(found.view().state()).isEqualTo("signed");
    assertThat(found.view().signers()).hasSize(3);
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(RING.ring().key(TestRing.MAIN).orElseThrow().publicKey());
    verifier.update(DOCUMENT);
    assertThat(verifier.verify(found.signature().orElseThrow().octets().toByteArray())).isTrue();
  }

  @Test
  void signsSeriallyTheSameOctets() {
    SignedRequest parallel = request("parallel");
    coordinator.submit(parallel, DOCUMENT);
    Octets serial = submit("serial");

    assertThat(octets(coordinator.found(serial, PATIENCE)))
        .isEqualTo(octets(coordinator.found(parallel.id(), PATIENCE)));
  }

  @Test
  void takesTheSameRequestOnceAndAnswersTheSame() {
    SignedRequest request = request("parallel");

    assertThat(coordinator.submit(request, DOCUMENT))
        .isInstanceOf(CoordinatorCommand.Accepted.class);
    BigInteger first = octets(coordinator.found(request.id(), PATIENCE));

    assertThat(coordinator.submit(request, DOCUMENT)).isInstanceOf(CoordinatorCommand.Found.class);
    assertThat(octets(coordinator.found(request.id(), PATIENCE))).isEqualTo(first);
  }

  @Test
  void losesTwoOfFiveDevicesMidAttemptAtTheCostOfOneVoteDeadlineAndAsksNobodyAgain() {
    awaitUp(5);
    ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
    net.watch(
        message -> {
          if (message instanceof AgentProtocol.AskApproval ask) {
            asked.add(ask.agent());
          }
          if (message instanceof DeviceProtocol.Prepare prepare) {
            if (attempts.isEmpty()) {
              prepare.plan().signers().stream().limit(2).forEach(i -> net.kill("device-" + i));
            }
            attempts.add(prepare.plan().attempt());
          }
        });
    Instant begun = Instant.now();

    RequestView view = coordinator.found(submit("parallel"), PATIENCE).view();

    assertThat(view.state()).isEqualTo("signed");
    assertThat(view.attempts()).isEqualTo(2);
    assertThat(view.culprits()).isEmpty();
    assertThat(asked).doesNotHaveDuplicates();
    assertThat(Duration.between(begun, Instant.now()))
        .isLessThan(CoordinatorLimits.defaults().voteDeadline().plusSeconds(6));
  }

  @Test
  void namesTheDeviceThatGaveAWrongPartialSignatureAndWorksAroundIt() {
    awaitUp(5);
    net.devices.values().stream().limit(2).forEach(FakeDevice::lie);
    List<String> liars = net.devices.values().stream().limit(2).map(FakeDevice::name).toList();

    List<RequestView> views = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      views.add(coordinator.found(submit("parallel"), PATIENCE).view());
    }

    assertThat(views).allSatisfy(view -> assertThat(view.state()).isEqualTo("signed"));
    assertThat(views)
        .allSatisfy(view -> assertThat(view.signers()).doesNotContainAnyElementsOf(liars));
    assertThat(views.stream().flatMap(v -> v.culprits().stream()))
        .isNotEmpty()
        .allSatisfy(culprit -> assertThat(liars).contains(culprit.device()));
  }

  @Test
  void namesTheDeviceThatGaveAWrongHopAndWorksAroundIt() {
    awaitUp(5);
    net.devices.get("device-2").lie();

    List<RequestView> views = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      views.add(coordinator.found(submit("serial"), PATIENCE).view());
    }

    assertThat(views).allSatisfy(view -> assertThat(view.state()).isEqualTo("signed"));
    assertThat(views).allSatisfy(view -> assertThat(view.signers()).doesNotContain("device-2"));
    assertThat(views.stream().flatMap(v -> v.culprits().stream()).map(c -> c.device()).distinct())
        .containsExactly("device-2");
  }

  @Test
  void worksAroundASlowDevice() {
    awaitUp(5);
    net.slow("device-3", Duration.ofSeconds(20));

    List<RequestView> views = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      views.add(coordinator.found(submit("parallel"), PATIENCE).view());
    }

    assertThat(views)
        .allSatisfy(
            view -> {
              assertThat(view.state()).isEqualTo("signed");
              assertThat(view.signers()).doesNotContain("device-3");
            });
  }

  @Test
  void waitsForDevicesAndGoesOnByItselfWhenOneReturns() {
    List.of("device-1", "device-2", "device-3").forEach(net::kill);
    awaitUp(2);
    Octets id = submit("parallel");
    RequestView waiting = coordinator.found(id, Duration.ofSeconds(1)).view();
    assertThat(waiting.state()).isIn("waiting-for-devices", "collecting");
    assertThat(waiting.canSucceed()).isFalse();
    assertThat(waiting.devices().text())
        .isEqualTo("devices 2 of 5 (down: device-1, device-2, device-3)");

    net.revive("device-2");

    assertThat(coordinator.found(id, PATIENCE).view().state()).isEqualTo("signed");
  }

  @Test
  void refusesWhenTooManyDeclineForGood() {
    net.agents
        .values()
        .forEach(node -> node.decline(node.node().replace("agents-", "agent-") + "-1", true));

    RequestView view = coordinator.found(submit("parallel"), PATIENCE).view();

    assertThat(view.state()).isEqualTo("refused");
    assertThat(view.reason()).contains("declined (says no)");
  }

  @Test
  void saysThatItCannotSucceedWhileTooManyDecline() {
    awaitUp(5);
    for (int i = 1; i <= 3; i++) {
      net.agents.get("agents-" + i).decline("agent-" + i + "-1", false);
    }

    RequestView view = coordinator.found(submit("parallel"), Duration.ofSeconds(2)).view();

    assertThat(view.state()).isEqualTo("collecting");
    assertThat(view.canSucceed()).isFalse();
    assertThat(view.missing()).matches("people 5 of 6 \\(needs: agent-[123]-1\\)");
  }

  @Test
  void signsManyRequestsAtOnce() {
    awaitUp(5);
    List<SignedRequest> requests = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      requests.add(request(i % 2 == 0 ? "parallel" : "serial"));
    }
    List<CompletionStage<CoordinatorCommand.Reply>> accepted =
        requests.stream()
            .map(
                r ->
                    coordinator.ask(
                        replyTo -> new CoordinatorCommand.Submit(r, Octets.of(DOCUMENT), replyTo)))
            .toList();
    accepted.forEach(TestCoordinator::await);

    assertThat(requests)
        .allSatisfy(
            r ->
                assertThat(coordinator.found(r.id(), PATIENCE).view().state()).isEqualTo("signed"));
    assertThat(coordinator.status().open()).isZero();
  }

  /** Copies for agents go out for one request at a time, and none is lost. */
  @Test
  void signsAllWhenFewCopiesMayBeOnTheirWay() {
    try (TestCoordinator small =
        TestCoordinator.start(
            RING, net, folder.resolve("copies"), limits(100, 600), disk -> disk)) {
      List<SignedRequest> requests = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        requests.add(request("parallel"));
      }
      requests.forEach(
          r ->
              assertThat(small.submit(r, DOCUMENT))
                  .isInstanceOf(CoordinatorCommand.Accepted.class));

      assertThat(requests)
          .allSatisfy(
              r -> assertThat(small.found(r.id(), PATIENCE).view().state()).isEqualTo("signed"));
    }
  }

  @Test
  void refusesMoreOpenRequestsThanItsBound() {
    CoordinatorLimits eight = limits(8, CoordinatorLimits.defaults().openContentOctets());
    net.devices.forEachName(net::kill);
    try (TestCoordinator small =
        TestCoordinator.start(RING, net, folder.resolve("small"), eight, disk -> disk)) {
      small.submit(request("parallel"), DOCUMENT);
      small.submit(request("parallel"), DOCUMENT);

      assertThat(small.submit(request("parallel"), DOCUMENT))
          .isInstanceOfSatisfying(
              CoordinatorCommand.Busy.class,
              busy ->
                  assertThat(busy.detail())
                      .isEqualTo("2 requests of operator are open, at most 2"));
    }
  }

  private static CoordinatorLimits limits(int openRequests, long openContentOctets) {
    CoordinatorLimits d = CoordinatorLimits.defaults();
    return new CoordinatorLimits(
        d.voteDeadline(),
        d.partialDeadline(),
        d.hopDeadline(),
        d.probeInterval(),
        d.reachableFor(),
        d.askAgainMin(),
        d.askAgainMax(),
        d.retryMin(),
        d.retryMax(),
        d.approvalFlush(),
        d.attemptsBeforeLongPauses(),
        d.attemptsAtOnce(),
        openRequests,
        openContentOctets,
        d.endedKept(),
        d.waitersPerRequest(),
        d.recoveries());
  }

  private void awaitUp(int devices) {
    int allAgents =
        RING.ring().parties(Role.DEVICE).stream()
            .mapToInt(p -> RING.ring().agentsOf(p.name()).size())
            .sum();
    Instant until = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(until)) {
      long up = coordinator.status().devices().stream().filter(d -> d.state().equals("up")).count();
      long agents =
          coordinator.status().agents().stream().filter(a -> a.state().equals("up")).count();
      if (up == devices && agents == allAgents) {
        return;
      }
    }
    throw new AssertionError("not " + devices + " devices up: " + coordinator.status().devices());
  }

  private SignedRequest request(String mode) {
    return RING.request(DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, mode, Instant.now());
  }

  private Octets submit(String mode) {
    SignedRequest request = request(mode);
    assertThat(coordinator.submit(request, DOCUMENT))
        .isInstanceOf(CoordinatorCommand.Accepted.class);
    return request.id();
  }

  private static BigInteger octets(CoordinatorCommand.Found found) {
    return new BigInteger(1, found.signature().orElseThrow().octets().toByteArray());
  }
}
