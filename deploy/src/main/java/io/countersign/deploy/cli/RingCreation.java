package io.countersign.deploy.cli;

import io.countersign.deploy.local.JavaCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a ring in a process of its own, which ends afterwards: the memory of a process that dealt a
 * key is not kept (I1).
 */
final class RingCreation {
  private static final int HEAP = 256;

  private RingCreation() {}

  static void run(RingOptions options, List<String> shape)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("ring", "create", "--home", options.home().toString(), "--ring", options.ring()));
    arguments.addAll(shape);
    arguments.add("--if-missing");
    run(arguments);
  }

  static void run(List<String> arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(arguments);
    // Its standard input is a pipe that ends with this process.
    words.add("--until-input-ends");
    Process process =
        new ProcessBuilder(JavaCommand.self(HEAP, words))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new CommandFailure(ExitCode.LOCAL, "the ring was not made, see above");
      }
    } finally {
      process.destroy();
    }
  }
}
