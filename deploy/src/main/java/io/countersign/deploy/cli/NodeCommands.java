package io.countersign.deploy.cli;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.local.NodeProcess;
import io.countersign.deploy.local.RenewedTls;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.node.NodeMain;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign node}: one node, for operators. */
@Command(
    name = "node",
    description = "Run, kill and start single nodes.",
    mixinStandardHelpOptions = true)
final class NodeCommands {
  private static final int PARENT_GONE = 75;

  @Command(
      name = "run",
      description = {
        "Run one node in the foreground.",
        "Exit codes: 0 stopped, 64 configuration, 65 damaged share, card or log, 69 address taken,",
        "70 fault, 74 log not writable, 75 left the cluster (restart it), 77 permissions,",
        "78 erased."
      },
      mixinStandardHelpOptions = true)
  int run(
      @Option(
              names = "--conf",
              required = true,
              paramLabel = "FILE",
              description = "The node's configuration.")
          Path conf,
      @Option(
              names = "--parent",
              paramLabel = "PID",
              defaultValue = "0",
              description = "End when this process has ended, however it did.")
          long parent) {
    if (parent > 0) {
      CompletableFuture<Void> unused =
          ProcessHandle.of(parent)
              .map(ProcessHandle::onExit)
              .orElse(CompletableFuture.completedFuture(null))
              .thenRun(() -> Runtime.getRuntime().halt(PARENT_GONE));
    }
    return NodeMain.run(conf, Clock.systemUTC());
  }

  @Command(
      name = "kill",
      description = "SIGKILL a node of the local ring and hold it down, as a crash for good would.",
      mixinStandardHelpOptions = true)
  int kill(
      @Mixin RingOptions options,
      @Parameters(paramLabel = "NAME", description = "Name of the node.") String name)
      throws IOException {
    NodeProcess node = node(options, name);
    node.hold();
    boolean killed = node.kill();
    say(options, name, killed ? "killed and held down" : "was not running; is held down");
    return ExitCode.DONE.code();
  }

  @Command(
      name = "start",
      description = "Let the supervisor start a node that was held down or given up.",
      mixinStandardHelpOptions = true)
  int start(
      @Mixin RingOptions options,
      @Parameters(paramLabel = "NAME", description = "Name of the node.") String name)
      throws IOException {
    NodeProcess node = node(options, name);
    node.release();
    say(options, name, "will be started by the supervisor");
    return ExitCode.DONE.code();
  }

  @Command(
      name = "new-certificate",
      description = {
        "Make a node's next TLS key beside the one in use and print its certificate as PEM.",
        "It is used once 'countersign admin renew NAME --certificate FILE' put it into the record."
      },
      mixinStandardHelpOptions = true)
  int newCertificate(
      @Option(
              names = "--conf",
              required = true,
              paramLabel = "FILE",
              description = "The node's configuration.")
          Path conf,
      @Option(
              names = "--days",
              paramLabel = "N",
              defaultValue = "825",
              description = "How long it lasts (default: 825).")
          int days)
      throws IOException {
    NodeConfig config = NodeConfigReader.read(conf);
    X509Certificate made =
        RenewedTls.make(
            config.tls(), config.node(), Clock.systemUTC().instant(), Duration.ofDays(days));
    Console.print(PublicKeyFile.pem("CERTIFICATE", encoded(made)).stripTrailing());
    return ExitCode.DONE.code();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a fresh certificate has no encoding", e);
    }
  }

  private static NodeProcess node(RingOptions options, String name) {
    RingFolder ring = options.existing();
    if (!ring.nodeNames().contains(name)) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          "ring " + options.ring() + " has no node '" + name + "'; it has " + ring.nodeNames());
    }
    return new NodeProcess(ring.node(name));
  }

  private static void say(RingOptions options, String name, String what) {
    if (options.json()) {
      Console.json(Map.of("node", name, "result", what));
    } else {
      Console.say(name + ": " + what);
    }
  }
}
