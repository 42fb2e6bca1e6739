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
import picocli.CommandLine;

/** Turns whatever ended a command into one sentence on standard error and an exit code. */
final class Failing
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    Console.say("countersign: " + sentence(failure));
    return exit(failure).code();
  }

  @Override
  public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    Console.say("countersign: " + failure.getMessage());
    Console.say("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.LOCAL.code();
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
