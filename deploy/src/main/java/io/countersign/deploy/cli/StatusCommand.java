package io.countersign.deploy.cli;

import io.countersign.coordinator.StatusView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign status}. */
@Command(
    name = "status",
    description = {
      "Show devices, agents, keys and requests by name.",
      "Exit codes: 0 shown, 1 local error, 2 the coordinator is not reached."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private RingOptions options = new RingOptions();

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = Session.open(options.existing())) {
      StatusView status = session.api().status();
      if (options.json()) {
        Console.json(status);
      } else {
        StatusText.lines(status).forEach(Console::print);
      }
    }
    return ExitCode.DONE.code();
  }
}
