package io.countersign.protocol.log;

/**
 * A batch could not be made durable: disk full, an input/output error, read-only. Nothing of the
 * batch counts, so what it was to record must not take effect (I7). The same log may be tried
 * again; it first removes what may have been left behind. If the process ends before that, the
 * batch may be found whole when the log is opened, as after any crash: recorded, never acted on.
 */
public final class LogUnwritable extends LogException {
  private static final long serialVersionUID = 1L;

  LogUnwritable(String message, Throwable cause) {
    super(message, cause);
  }
}
