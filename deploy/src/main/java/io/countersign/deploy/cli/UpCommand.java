package io.countersign.deploy.cli;

import io.countersign.coordinator.StatusView;
import io.countersign.deploy.local.LocalRing;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.SupervisionException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign up}. */
@Command(
    name = "up",
    description = {
      "Make the local ring if there is none, and start all of it in the background.",
      "Doing it again is harmless. Example: countersign up && countersign sign FILE",
      "A node that ends with a code that a restart does not mend is given up and named; after",
      "'countersign node start NAME', or down and up, it is tried again.",
      "Exit codes: 0 all is up, 1 local error, 2 a node was given up, or not all came up in time",
      "(the others go on starting)."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  /** The options of {@link RingShape}. */
  private static final List<String> SHAPE =
      List.of(
          "--bits",
          "--threshold",
          "--devices",
          "--heartbeat-sources",
          "--disarm-after",
          "--erase-after",
          "--split");

  @SuppressWarnings("NullAway.Init") // Picocli sets it before anything runs.
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Mixin private RingOptions options = new RingOptions();
  @Mixin private RingShape shape = new RingShape();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description = "How long to wait until all is up (default: 180).")
  private int wait;

  @Override
  public Integer call() throws IOException, InterruptedException {
    RingFolder ring = options.folder();
    if (ring.exists()) {
      ignored(options.ring(), spec.commandLine().getParseResult()).ifPresent(Console::say);
    } else {
      RingCreation.run(options, shape.arguments());
    }
    LocalRing local = new LocalRing(ring);
    boolean started = start(local);
    Console.say(
        started
            ? "starting " + ring.nodeNames().size() + " nodes of ring " + options.ring()
            : "ring " + options.ring() + " is running already");
    try (Session session = Session.open(ring)) {
      Readiness readiness = new Readiness(session.api(), Console::say);
      StatusView status =
          new RingStart(ring, Console::say).await(readiness::await, Duration.ofSeconds(wait));
      if (options.json()) {
        Console.json(status);
      }
    }
    return ExitCode.DONE.code();
  }

  /** Says which options do nothing: what a ring is was settled when it was made. */
  static Optional<String> ignored(String ring, CommandLine.ParseResult parsed) {
    List<String> ignored = SHAPE.stream().filter(parsed::hasMatchedOption).toList();
    if (ignored.isEmpty()) {
      return Optional.empty();
    }
    String are = ignored.size() == 1 ? " is" : " are";
    return Optional.of(
        "ring " + ring + " exists: " + String.join(", ", ignored) + are + " only for a new ring");
  }

  private boolean start(LocalRing local) throws IOException, InterruptedException {
    try {
      return local.startSupervisor(options.home(), options.ring());
    } catch (SupervisionException e) {
      throw new CommandFailure(ExitCode.LOCAL, String.valueOf(e.getMessage()));
    }
  }
}
