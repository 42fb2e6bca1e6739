package io.countersign.deploy.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a change is waited for. */
final class AdminOptions {
  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long to wait for the signature (default: 300).")
  private int wait;

  /**
   * @throws CommandFailure if it is negative
   */
  Duration patience() {
    if (wait < 0) {
      throw new CommandFailure(ExitCode.LOCAL, "--wait must not be negative, got " + wait);
    }
    return Duration.ofSeconds(wait);
  }
}
