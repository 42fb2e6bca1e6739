package io.countersign.deploy.ring;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import com.typesafe.config.ConfigFactory;
import io.countersign.coordinator.CoordinatorCommand;
import io.countersign.coordinator.CoordinatorCommand.Accepted;
import io.countersign.coordinator.CoordinatorCommand.Found;
import io.countersign.coordinator.CoordinatorCommand.Reply;
import io.countersign.coordinator.CoordinatorLimits;
import io.countersign.coordinator.RequestDirectory;
import io.countersign.coordinator.RequestView;
import io.countersign.coordinator.journal.JournalFile;
import io.countersign.coordinator.journal.SyncedJournal;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five devices, three agents each, one coordinator: each of these nodes is lost at each message of
 * a request, in both modes, for good or until a moment later (issue 2). The request is signed
 * nevertheless, and no device answers an attempt in two ways.
 *
 * <p>Every point of one device, of one agents' node and of the coordinator is tried, and a sample
 * of the others' points; {@code -Dcountersign.full=true} tries them all.
 */
class LostNodeTest {
  private static final boolean FULL = Boolean.getBoolean("countersign.full");
  private static final long SEED = Long.getLong("countersign.seed", System.nanoTime());
  private static final int SAMPLE = 12;
  private static final int AT_ONCE = 3;
  private static final int DEVICES = 5;
  private static final int THRESHOLD = 3;
  private static final int CARDS = 3;
  private static final int QUORUM = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] DOCUMENT = "Twelve barrels.".getBytes(StandardCharsets.UTF_8);
  private static final CoordinatorLimits UNHURRIED = limits(PATIENCE, PATIENCE);
  private static final CoordinatorLimits HURRIED =
      limits(Duration.ofMillis(500), Duration.ofMillis(300));
  private static final AtomicInteger CASES = new AtomicInteger();

  private static ActorTestKit kit;
  private static NodeFiles files;
  private static ExecutorService pool;

  /** One loss in one mode. */
  private record Case(String mode, Loss loss) {
    @Override
    public String toString() {
      return mode
          + ", "
          + loss.node()
          + " lost at message "
          + loss.point()
          + (loss.back() ? " and started anew" : "");
    }

    boolean isOf(String node) {
      return loss.node().equals(node);
    }
  }

  private static CoordinatorLimits limits(Duration deadline, Duration askAgain) {
    return new CoordinatorLimits(
        deadline,
        deadline,
        deadline,
        Duration.ofMillis(100),
        Duration.ofMillis(400),
        askAgain,
        PATIENCE,
        Duration.ofMillis(50),
        Duration.ofMillis(500),
        Duration.ofMillis(20),
        64,
        32,
        100,
        1024 * 1024,
        64,
        64,
        64);
  }

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.loglevel", "ERROR",
                        "akka.log-dead-letters", "off",
                        "countersign.journal.dir", folder.resolve("journal").toString(),
                        "akka.persistence.journal.plugin", SyncedJournal.PLUGIN_ID,
                        "akka.persistence.snapshot-store.plugin",
                            "akka.persistence.no-snapshot-store"))
                .withFallback(ConfigFactory.load()));
    files = NodeFiles.write(TestRing.of(THRESHOLD, DEVICES, CARDS, QUORUM), folder);
    pool = Executors.newFixedThreadPool(AT_ONCE);
  }

  @AfterAll
  static void close() {
    pool.shutdownNow();
    kit.shutdownTestKit();
  }

  @TestFactory
  Stream<DynamicTest> signsWhicheverNodeIsLostAtWhicheverMessage() throws Exception {
    List<Case> all = new ArrayList<>();
    for (String mode : List.of("parallel", "serial")) {
      honest(mode)
          .forEach(
              (node, messages) -> {
                for (int point = 1; point <= messages; point++) {
                  all.add(new Case(mode, new Loss(node, point, true)));
                  if (!node.equals(TestRing.COORDINATOR)) {
                    all.add(new Case(mode, new Loss(node, point, false)));
                  }
                }
              });
    }
    // Some are under way while others wait for a deadline.
    return chosen(all).stream().map(c -> Map.entry(c, pool.submit(running(c)))).toList().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey().toString(), () -> await(e.getValue())));
  }

  private static List<Case> chosen(List<Case> all) {
    if (FULL) {
      return all;
    }
    List<Case> chosen = new ArrayList<>();
    List<Case> others = new ArrayList<>();
    for (Case c : all) {
      boolean always = c.isOf("device-1") || c.isOf("agents-2") || c.isOf(TestRing.COORDINATOR);
      (always ? chosen : others).add(c);
    }
    Collections.shuffle(others, new Random(SEED));
    chosen.addAll(others.subList(0, Math.min(SAMPLE, others.size())));
    return chosen;
  }

  private static Callable<Void> running(Case c) {
    return () -> {
      try {
        run(c);
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            c + " (-Dcountersign.seed=" + SEED + " samples the same cases): " + e.getMessage(), e);
      }
      return null;
    };
  }

  private static void await(Future<Void> running) throws Throwable {
    try {
      running.get(PATIENCE.multipliedBy(10).toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  /** An honest request: how many messages go to and from each node that has to do with it. */
  private static Map<String, Integer> honest(String mode) throws Exception {
    RunningRing ring = new RunningRing(mode, Optional.empty(), Set.of(), UNHURRIED);
    Map<String, Integer> messages = new HashMap<>();
    try {
      assertThat(ring.submit()).isInstanceOf(Accepted.class);
      Found found = ring.signed();
      assertThat(found.view().attempts()).isEqualTo(1);
      messages.putAll(ring.countedWhenQuiet().messages());
    } finally {
      ring.stop();
    }
    ring.requireSingleMindedLogs();
    // Three devices sign and their people are asked, and any may be among them: each is lost at as
    // many points. More people are asked when the coordinator learns only then who is there.
    int ofSigner =
        IntStream.rangeClosed(1, DEVICES).map(i -> messages.get("device-" + i)).max().orElseThrow();
    assertThat(ofSigner).isEqualTo(4);
    for (int i = 1; i <= DEVICES; i++) {
      assertThat(messages.get("agents-" + i)).isBetween(0, 2 * CARDS);
      messages.put("device-" + i, ofSigner);
      messages.put("agents-" + i, 2 * QUORUM);
    }
    int fewest = THRESHOLD * (2 * QUORUM + ofSigner);
    assertThat(messages.get(TestRing.COORDINATOR)).isGreaterThanOrEqualTo(fewest);
    messages.put(TestRing.COORDINATOR, fewest);
    assertThat(messages).hasSize(2 * DEVICES + 1);
    return messages;
  }

  private static void run(Case c) throws Exception {
    RunningRing ring =
        new RunningRing(c.mode(), Optional.of(c.loss()), late(c.loss().node()), HURRIED);
    try {
      if (c.isOf(TestRing.COORDINATOR)) {
        ring.signWithTwoCoordinators();
      } else {
        assertThat(ring.submit()).isInstanceOf(Accepted.class);
        ring.signed();
        ring.events.expectMessageClass(RingOfActors.Lost.class, PATIENCE);
        if (c.loss().back()) {
          ring.events.expectMessageClass(RingOfActors.Back.class, PATIENCE);
        }
      }
      ring.events.expectNoMessage(Duration.ZERO);
      assertThat(ring.count().contradictions()).isEmpty();
    } finally {
      ring.stop();
    }
    ring.requireSingleMindedLogs();
  }

  /**
   * The agents' nodes of the two devices after the one concerned: until they are started, that
   * device and its agents are needed.
   */
  private static Set<String> late(String node) {
    if (node.equals(TestRing.COORDINATOR)) {
      return Set.of();
    }
    int device = Integer.parseInt(node.substring(node.indexOf('-') + 1));
    return Set.of("agents-" + (device % DEVICES + 1), "agents-" + ((device + 1) % DEVICES + 1));
  }

  /** A ring with one request. */
  private static final class RunningRing {
    private final SignedRequest request;
    private final Path logs;
    private final TestProbe<RingOfActors.Event> events = kit.createTestProbe();
    private final ActorRef<RingOfActors.Message> actor;

    RunningRing(String mode, Optional<Loss> loss, Set<String> late, CoordinatorLimits limits)
        throws Exception {
      int number = CASES.incrementAndGet();
      request =
          files
              .ring()
              .request(DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, mode, Instant.now());
      logs = files.newLogs("case-" + number);
      JournalFile journal = SyncedJournal.get(kit.system()).file();
      String own = RequestDirectory.PREFIX + request.id().hex();
      RequestDirectory requests =
          () -> journal.persistenceIds(own).stream().filter(own::equals).toList();
      actor =
          kit.spawn(
              RingOfActors.create(
                  new RingOfActors.Plan(files, logs, requests, limits, loss, late), events.ref()),
              "ring-" + number);
      events.expectMessageClass(RingOfActors.Ready.class, PATIENCE);
    }

    void stop() {
      kit.stop(actor, PATIENCE);
    }

    private CompletionStage<Reply> ask(Function<ActorRef<Reply>, CoordinatorCommand> question) {
      return AskPattern.ask(
          actor,
          (ActorRef<Reply> replyTo) -> new RingOfActors.Tell(question.apply(replyTo)),
          PATIENCE.plusSeconds(5),
          kit.scheduler());
    }

    private CompletionStage<Reply> submitting() {
      return ask(replyTo -> new CoordinatorCommand.Submit(request, Octets.of(DOCUMENT), replyTo));
    }

    Reply submit() throws Exception {
      return await(submitting());
    }

    private Reply show(Duration waitFor) throws Exception {
      return await(
          ask(
              replyTo ->
                  new CoordinatorCommand.Show(request.id(), TestRing.REQUESTER, waitFor, replyTo)));
    }

    private static Reply await(CompletionStage<Reply> reply)
        throws ExecutionException, InterruptedException, TimeoutException {
      return reply.toCompletableFuture().get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
    }

    /** Waits for the end, which must be a signature. */
    Found signed() throws Exception {
      Reply reply = show(PATIENCE);
      assertThat(reply).isInstanceOf(Found.class);
      Found found = (Found) reply;
      assertThat(found.view().state()).as("%s", found.view()).isEqualTo(RequestView.SIGNED);
      assertThat(found.view().id()).isEqualTo(request.id().hex());
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(publicKey());
      signature.update(DOCUMENT);
      assertThat(signature.verify(found.signature().orElseThrow().octets().toByteArray()))
          .as("the signature verifies")
          .isTrue();
      return found;
    }

    private static PublicKey publicKey() throws Exception {
      Ring.KeySet key = files.ring().ring().key(TestRing.MAIN).orElseThrow();
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(key.modulus(), key.publicExponent()));
    }

    /** The coordinator is lost; the next one has its journal (I6). */
    void signWithTwoCoordinators() throws Exception {
      CompletionStage<Reply> first = submitting();
      events.expectMessageClass(RingOfActors.Lost.class, PATIENCE);
      boolean acknowledged = first.toCompletableFuture().isDone();
      events.expectMessageClass(RingOfActors.Back.class, PATIENCE);
      if (acknowledged) {
        assertThat(await(first)).isInstanceOf(Accepted.class);
        assertThat(show(Duration.ZERO)).isInstanceOf(Found.class);
      }
      assertThat(idOf(submit())).isEqualTo(request.id().hex());
      signed();
    }

    private static String idOf(Reply reply) {
      return reply instanceof Accepted accepted
          ? accepted.view().id()
          : ((Found) reply).view().id();
    }

    RingOfActors.Counted count() throws Exception {
      return AskPattern.ask(actor, RingOfActors.Count::new, PATIENCE, kit.scheduler())
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** What was counted, when every agent has answered. */
    RingOfActors.Counted countedWhenQuiet() {
      return events.awaitAssert(
          PATIENCE,
          Duration.ofMillis(20),
          () -> {
            try {
              RingOfActors.Counted counted = count();
              assertThat(counted.unanswered()).isZero();
              return counted;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }

    /** No device's log shows two answers for one attempt; t devices or more have records of it. */
    void requireSingleMindedLogs() throws Exception {
      Answers answers = new Answers();
      int votes = 0;
      for (int i = 1; i <= DEVICES; i++) {
        for (LogRecord record : files.records(logs, "device-" + i)) {
          answers.logged("device-" + i, record);
          votes += record.kind().equals("vote") ? 1 : 0;
        }
      }
      assertThat(answers.contradictions()).isEmpty();
      assertThat(votes).isGreaterThanOrEqualTo(THRESHOLD);
    }
  }
}
