package io.countersign.coordinator.journal;

/** A write that must not be: it does not continue its persistence id, or is too long. */
public final class JournalMisused extends JournalException {
  private static final long serialVersionUID = 1L;

  JournalMisused(String message) {
    super(message, null);
  }
}
