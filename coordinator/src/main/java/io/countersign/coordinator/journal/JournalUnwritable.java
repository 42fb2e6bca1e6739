package io.countersign.coordinator.journal;

import org.jspecify.annotations.Nullable;

/**
 * A batch could not be made durable. Nothing of it counts; a later write first removes what may
 * have been left behind. If the process ends before that, the batch may be found whole when the
 * journal is opened, as after any crash.
 */
public final class JournalUnwritable extends JournalException {
  private static final long serialVersionUID = 1L;

  JournalUnwritable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
