package io.countersign.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command itself. */
@Command(
    name = "countersign",
    description = {
      "Sign with an RSA key that exists nowhere: any t of n devices, each with its people's yes.",
      "Begin with: countersign demo FILE"
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      StatusCommand.class,
      SignCommand.class,
      VerifyCommand.class,
      DownCommand.class,
      BenchCommand.class,
      KeyCommands.class,
      NodeCommands.class,
      AdminCommands.class,
      AuditCommands.class,
      SatelliteCommands.class,
      DrillCommands.class,
      RingCommand.class
    })
public final class CountersignCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // Picocli sets it before anything runs.
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  /** A command line that parses and runs it. */
  public static CommandLine commandLine() {
    Failing failing = new Failing();
    return new CommandLine(new CountersignCommand())
        // A file may be called '@x'; what stands in it must not become options.
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(failing)
        .setParameterExceptionHandler(failing);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }
}
