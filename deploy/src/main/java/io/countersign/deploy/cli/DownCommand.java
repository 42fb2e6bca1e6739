package io.countersign.deploy.cli;

import io.countersign.deploy.local.LocalRing;
import io.countersign.deploy.local.SupervisionException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign down}. */
@Command(
    name = "down",
    description = "Stop every process of the local ring. Its folder stays.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Mixin private RingOptions options = new RingOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    int stopped = stop(new LocalRing(options.existing()));
    if (options.json()) {
      Console.json(Map.of("ring", options.ring(), "stopped", stopped));
    } else {
      Console.say("ring " + options.ring() + " is down (" + stopped + " processes ended)");
    }
    return ExitCode.DONE.code();
  }

  private static int stop(LocalRing ring) throws IOException, InterruptedException {
    try {
      return ring.stop();
    } catch (SupervisionException e) {
      throw new CommandFailure(ExitCode.LOCAL, String.valueOf(e.getMessage()));
    }
  }
}
