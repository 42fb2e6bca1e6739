package io.countersign.deploy.cli;

/** A command ends with an exit code other than 0 and one sentence that says what to do next. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exit;

  public CommandFailure(ExitCode exit, String message) {
    super(message);
    this.exit = exit;
  }

  public ExitCode exit() {
    return exit;
  }
}
