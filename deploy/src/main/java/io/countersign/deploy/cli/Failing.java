package io.countersign.deploy.cli;

import io.countersign.deploy.client.ApiException;
import io.countersign.deploy.config.ConfigException;
import io.countersign.deploy.tls.TlsException;
import io.countersign.protocol.evidence.EvidenceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Turns whatever ended a command into one sentence on standard error and an exit code. */
final class Failing
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    return tell(sentence(failure), exit(failure), json(parsed.originalArgs()));
  }

  @Override
  public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    int exit =
        tell(String.valueOf(failure.getMessage()), ExitCode.LOCAL, json(Arrays.asList(arguments)));
    Console.say("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return exit;
  }

  /** The sentence to people, and where a program asked for it, to the program as well. */
  private static int tell(String sentence, ExitCode exit, boolean json) {
    Console.say("countersign: " + sentence);
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("exit", exit.code());
      result.put("error", sentence);
      Console.json(result);
    }
    return exit.code();
  }

  /** Read from the words themselves, since a command line that is wrong has no options yet. */
  private static boolean json(List<String> arguments) {
    int at = arguments.indexOf("--format");
    return arguments.contains("--format=json")
        || (at >= 0 && at + 1 < arguments.size() && arguments.get(at + 1).equals("json"));
  }

  private static ExitCode exit(Exception failure) {
    if (failure instanceof CommandFailure known) {
      return known.exit();
    }
    if (failure instanceof ApiException api) {
      return api.refused() ? ExitCode.REFUSED : ExitCode.REMOTE;
    }
    if (failure instanceof EvidenceException) {
      return ExitCode.INTEGRITY;
    }
    return ExitCode.LOCAL;
  }

  private static String sentence(Exception failure) {
    if (failure instanceof NoSuchFileException e) {
      return e.getFile() + " does not exist";
    }
    if (failure instanceof AccessDeniedException e) {
      return e.getFile() + " cannot be read or written: check its owner and mode";
    }
    if (failure instanceof FileAlreadyExistsException e) {
      return e.getFile() + " exists already" + (e.getReason() == null ? "" : ": " + e.getReason());
    }
    if (failure instanceof InterruptedException) {
      return "interrupted";
    }
    boolean ours =
        failure instanceof CommandFailure
            || failure instanceof ApiException
            || failure instanceof ConfigException
            || failure instanceof TlsException
            || failure instanceof EvidenceException
            || failure instanceof IllegalArgumentException;
    if (ours) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      return "input or output failed: " + failure.getMessage();
    }
    return "a fault of this program, please report it: " + trace(failure);
  }

  private static String trace(Exception failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text, true));
    return text.toString();
  }
}
