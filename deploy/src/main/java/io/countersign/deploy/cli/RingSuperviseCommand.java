package io.countersign.deploy.cli;

import io.countersign.deploy.local.JavaCommand;
import io.countersign.deploy.local.RingFolder;
import io.countersign.deploy.local.Supervision;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code countersign ring supervise}: keeps the nodes of a local ring running until it is ended.
 */
@Command(
    name = "supervise",
    description = "Keep the nodes of a local ring running, in the foreground, until this is ended.",
    mixinStandardHelpOptions = true)
final class RingSuperviseCommand implements Callable<Integer> {
  @Mixin private RingOptions options = new RingOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    RingFolder ring = options.existing();
    Optional<Supervision> supervision =
        Supervision.take(
            ring, new JavaCommand(false), line -> Console.say(Instant.now() + " " + line));
    if (supervision.isEmpty()) {
      throw new CommandFailure(
          ExitCode.LOCAL, "ring " + options.ring() + " has a supervisor already");
    }
    supervision.get().untilEnded();
    return ExitCode.DONE.code();
  }
}
