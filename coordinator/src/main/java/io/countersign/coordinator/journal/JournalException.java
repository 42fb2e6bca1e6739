package io.countersign.coordinator.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The journal cannot be used. The kinds differ in what their receiver can do. */
public abstract sealed class JournalException extends IOException
    permits JournalDamaged, JournalUnwritable, JournalMisused {
  private static final long serialVersionUID = 1L;

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
