package io.countersign.protocol.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A log cannot be used; while that is so its node must not act (I7). The kinds differ in what their
 * receiver can do: restore, stop the other process, or wait for the disk.
 */
public abstract sealed class LogException extends IOException
    permits LogDamaged, LogInUse, LogUnwritable {
  private static final long serialVersionUID = 1L;

  LogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
