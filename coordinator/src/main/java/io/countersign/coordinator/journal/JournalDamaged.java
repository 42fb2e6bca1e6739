package io.countersign.coordinator.journal;

/**
 * Octets that may have been acknowledged are not as they were written. The coordinator must not
 * start, for it could forget or contradict an accepted request (I6); an operator decides.
 */
public final class JournalDamaged extends JournalException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  JournalDamaged(String file, long offset, String reason) {
    super(
        "journal damaged: "
            + file
            + " at octet "
            + offset
            + ": "
            + reason
            + ". The coordinator does not start on it. Keep the file as evidence and restore a copy;"
            + " without one, requests accepted after that octet are lost",
        null);
    this.file = file;
    this.offset = offset;
  }

  /** The damaged file. */
  public String file() {
    return file;
  }

  /** Where the first bad frame begins, in octets. */
  public long offset() {
    return offset;
  }
}
