package io.countersign.deploy;

import io.countersign.deploy.cli.CountersignCommand;

/** The {@code countersign} command. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int exit = CountersignCommand.commandLine().execute(arguments);
    System.exit(exit);
  }
}
