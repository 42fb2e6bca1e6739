package io.countersign.deploy.cli;

import io.countersign.deploy.drill.DeviceHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code countersign drill devices}: a process of throw-away devices, started by the drill. */
@Command(
    name = "devices",
    hidden = true,
    description = {
      "Run the throw-away devices of a folder until they are erased or standard input ends.",
      "Exit codes: 75 standard input ended, 78 all are erased."
    },
    mixinStandardHelpOptions = true)
final class DrillDevicesCommand implements Callable<Integer> {
  @Option(
      names = "--folder",
      required = true,
      paramLabel = "DIR",
      description = "Its folders are the devices.")
  private Path folder = Path.of("");

  @Option(names = "--idle", description = "Nothing acts under the devices.")
  private boolean idle;

  @Option(names = "--bare", description = "Without guards.")
  private boolean bare;

  @Override
  public Integer call() throws IOException {
    return DeviceHost.run(folder, !bare, !idle, Clock.systemUTC());
  }
}
