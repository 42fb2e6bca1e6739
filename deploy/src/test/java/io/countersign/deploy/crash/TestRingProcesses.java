package io.countersign.deploy.crash;

import io.countersign.coordinator.StatusView;
import io.countersign.deploy.client.ApiClient;
import io.countersign.deploy.client.ApiException;
import io.countersign.deploy.client.Document;
import io.countersign.deploy.client.Requests;
import io.countersign.deploy.client.Signing;
import io.countersign.deploy.client.SigningOutcome;
import io.countersign.deploy.config.ClientConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.local.JavaCommand;
import io.countersign.deploy.local.NodeCommand;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.RingMaker;
import io.countersign.deploy.local.RingPlan;
import io.countersign.deploy.local.Supervisor;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.InsecureTestPrimes;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A ring over insecure 2048-bit test primes, each node a process of its own, some of them test
 * builds. Ends what it starts.
 */
final class TestRingProcesses implements AutoCloseable {
  /** With -Dcountersign.split=on the same tests run on the other shape of a device (M8). */
  static final boolean SPLIT = System.getProperty("countersign.split", "off").equals("on");

  private static final Duration START = Duration.ofSeconds(120);

  private final RingFolder folder;
  private final Supervisor supervisor;
  private final ClientConfig config;
  private final NodeKeys keys;
  private final ApiClient api;
  private final Clock clock = Clock.systemUTC();

  /**
   * @param builds node name to the first argument of {@code TestBuild}; other nodes are the
   *     product's
   */
  TestRingProcesses(Path home, Threshold threshold, Map<String, String> builds)
      throws IOException, InterruptedException {
    this(home, threshold, builds, "");
  }

  /**
   * @param deviceConf what the devices' configuration has besides
   */
  TestRingProcesses(Path home, Threshold threshold, Map<String, String> builds, String deviceConf)
      throws IOException, InterruptedException {
    RingPlan plan = new RingPlan("crash", 2048, threshold, RingPlan.Guarding.NONE, SPLIT);
    folder =
        new RingMaker(
                plan,
                (key, bits) ->
                    key.equals("swa") ? InsecureTestPrimes.first() : InsecureTestPrimes.second(),
                what -> {},
                clock)
            .make(home);
    for (String name : folder.nodeNames()) {
      Path conf = folder.node(name).config();
      String text = Files.readString(conf);
      Files.writeString(
          conf,
          text.replace("device {\n", "device {\n" + deviceConf)
              .replace("message-server {}", "message-server {\n" + deviceConf + "}"));
    }
    JavaCommand product = new JavaCommand(true);
    NodeCommand command =
        node -> {
          String build = builds.get(node.name());
          return build == null ? product.start(node) : start(node, build);
        };
    supervisor = new Supervisor(folder, command, event -> {});
    config = NodeConfigReader.readClient(folder.clientConfig());
    keys = NodeKeys.open(config.sources(), clock);
    api = new ApiClient(config, keys, clock);
    supervisor.start();
  }

  private static Process start(RingFolder.NodeFolder node, String build) throws IOException {
    List<String> command = new ArrayList<>(JavaCommand.java(256));
    command.add("-Dlogback.configurationFile=io/countersign/deploy/logback-node.xml");
    command.add("-Dcountersign.run=" + node.run());
    command.addAll(List.of("io.countersign.deploy.node.TestBuild", build, node.path().toString()));
    File out = node.run().resolve("node.out").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
        .start();
  }

  RingFolder folder() {
    return folder;
  }

  Ring ring() {
    return keys.ring();
  }

  /** Waits until the coordinator answers and all devices and agents' nodes are up. */
  void awaitAll() throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    String seen = "nothing yet";
    while (System.nanoTime() < deadline) {
      try {
        StatusView status = api.status();
        seen = status.toString();
        if (status.devices().stream().allMatch(d -> d.state().equals("up"))
            && status.agents().stream().allMatch(a -> a.state().equals("up"))) {
          return;
        }
      } catch (ApiException e) {
        seen = String.valueOf(e.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IllegalStateException("the ring is not up after " + START + ": " + seen);
  }

  /** Signs a document through {@code /v1}, asking again after lost answers. */
  SigningOutcome sign(byte[] document, String mode, Duration wait)
      throws IOException, InterruptedException {
    Requests requests =
        new Requests(
            config.folder().resolve("requests"),
            keys.ring(),
            config.requester(),
            keys.identity(),
            clock);
    SignatureAlgorithm algorithm = SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256;
    Document read =
        Document.read(new ByteArrayInputStream(document), List.of(algorithm.hashAlgorithm()));
    Ring.KeySet key = keys.ring().key("main").orElseThrow();
    Requests.Wish wish = new Requests.Wish(read, "crash.txt", key, algorithm, mode);
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      try {
        // The same wish is the same request, however often it is handed in.
        return new Signing(api, requests, clock, view -> {}).run(wish, wait);
      } catch (ApiException e) {
        if (!e.transientFailure() || System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    supervisor.close();
    keys.close();
  }
}
