package io.countersign.protocol.log;

/** Another process, or another log object of this one, has the folder. */
public final class LogInUse extends LogException {
  private static final long serialVersionUID = 1L;

  LogInUse(String message) {
    super(message, null);
  }
}
