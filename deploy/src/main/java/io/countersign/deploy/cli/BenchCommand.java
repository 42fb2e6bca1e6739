package io.countersign.deploy.cli;

import io.countersign.deploy.bench.BareExponentiation;
import io.countersign.deploy.bench.ProcessCosts;
import io.countersign.deploy.bench.Row;
import io.countersign.deploy.client.Document;
import io.countersign.deploy.client.Requests;
import io.countersign.deploy.client.Signing;
import io.countersign.deploy.client.SigningOutcome;
import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign bench}: costs as ratios within one run. */
@Command(
    name = "bench",
    description = {
      "Measure what a parallel signature costs on the running local ring, as ratios to bare "
          + "exponentiations of the engine in use. Start the ring with countersign up before.",
      "Exit codes: 0 measured, 1 local error, 2 remote error."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final double COST_TARGET = 1.6;
  private static final double MEMORY_TARGET = 250;
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofMinutes(1);
  private static final String KEY = "main";
  private static final int MOST_IN_FLIGHT = 32;

  @Mixin private RingOptions options = new RingOptions();

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description = "Signatures measured (default: 100).")
  private int count;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "100",
      description = "Signatures made before (default: 100).")
  private int warmUp;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "8",
      description = "Requests open at once, 1 to 32 (default: 8).")
  private int inFlight;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 1 || warmUp < 0) {
      throw new CommandFailure(
          ExitCode.LOCAL, "--count must be at least 1 and --warm-up not negative");
    }
    if (inFlight < 1 || inFlight > MOST_IN_FLIGHT) {
      throw new CommandFailure(
          ExitCode.LOCAL, "--in-flight must be 1 to " + MOST_IN_FLIGHT + ", got " + inFlight);
    }
    RingFolder ring = options.existing();
    try (Session session = Session.open(ring)) {
      Ring.KeySet key = session.key(KEY);
      List<String> devices = key.record().devices().stream().map(KeyRecord.Device::name).toList();
      ProcessCosts deviceCosts = ProcessCosts.of(ring, devices);
      List<String> signing = new ArrayList<>(devices);
      session.ring().parties(Role.COORDINATOR).forEach(party -> signing.add(party.name()));
      ProcessCosts costs = ProcessCosts.of(ring, signing);
      double resident = deviceCosts.largestResidentMebibytes();
      sign(session, key, warmUp);
      List<Row> rows =
          List.of(
              cost(session, key, costs),
              Row.atMost(
                  "resident memory of the largest device process at rest",
                  resident,
                  MEMORY_TARGET,
                  "MiB",
                  devices.size() + " devices"));
      print(rows);
    }
    return ExitCode.DONE.code();
  }

  /** CPU of devices and coordinator; what they spend at rest is measured beside and taken off. */
  private Row cost(Session session, Ring.KeySet key, ProcessCosts costs)
      throws IOException, InterruptedException {
    SecretArithmetic engine = Engines.best();
    double bare = BareExponentiation.milliseconds(engine, key);
    double before = costs.cpuMilliseconds();
    TimeUnit.MILLISECONDS.sleep(REST.toMillis());
    double restPerMillisecond = (costs.cpuMilliseconds() - before) / REST.toMillis();
    long start = System.nanoTime();
    before = costs.cpuMilliseconds();
    sign(session, key, count);
    double spent = costs.cpuMilliseconds() - before;
    double elapsed = (System.nanoTime() - start) / 1e6;
    double each = Math.max(0, spent - restPerMillisecond * elapsed) / count;
    int threshold = key.record().threshold();
    return Row.atMost(
        "CPU of a parallel " + threshold + "-of-" + key.n() + " signature, agents apart",
        each / (threshold * bare),
        COST_TARGET,
        "x",
        String.format(
            Locale.ROOT,
            "%.2f ms per signature, bare exponentiation %.2f ms (%s, RSA-%d), %d signatures in %.1f s",
            each,
            bare,
            engine.name(),
            key.modulusBits(),
            count,
            elapsed / 1e3));
  }

  private void sign(Session session, Ring.KeySet key, int times)
      throws IOException, InterruptedException {
    AtomicInteger left = new AtomicInteger(times);
    ExecutorService askers = Executors.newFixedThreadPool(inFlight);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < inFlight; i++) {
        running.add(
            askers.submit(
                () -> {
                  while (left.getAndDecrement() > 0) {
                    signOne(session, key);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommandFailure failure) {
        throw failure;
      }
      throw new IOException("signing failed: " + e.getCause(), e);
    } finally {
      askers.shutdownNow();
    }
  }

  private static void signOne(Session session, Ring.KeySet key)
      throws IOException, InterruptedException {
    byte[] content = new byte[64];
    new SecureRandom().nextBytes(content);
    // No chance octets that begin as DER does, which no key signs.
    content[0] = 0;
    Document document =
        Document.read(
            new ByteArrayInputStream(content), List.of(DemoFiles.ALGORITHM.hashAlgorithm()));
    Requests requests = session.requests();
    Signing signing = new Signing(session.api(), requests, Clock.systemUTC(), view -> {});
    Requests.Wish wish = new Requests.Wish(document, "bench", key, DemoFiles.ALGORITHM, "parallel");
    SigningOutcome outcome = signing.run(wish, WAIT);
    if (!(outcome instanceof SigningOutcome.Signed)) {
      throw new CommandFailure(
          ExitCode.REMOTE,
          Outcomes.sentence(outcome.view(), Outcomes.exit(outcome), "the document"));
    }
    requests.ended(wish);
  }

  private void print(List<Row> rows) {
    if (options.json()) {
      Console.json(Map.of("rows", rows));
      return;
    }
    for (Row row : rows) {
      Console.print(
          String.format(
              Locale.ROOT,
              "%-62s %8.2f %-3s target %.2f  %s  (%s)",
              row.name(),
              row.value(),
              row.unit(),
              row.target(),
              row.verdict(),
              row.detail()));
    }
  }
}
