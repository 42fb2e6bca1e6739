package io.countersign.protocol.evidence;

/**
 * An evidence object that cannot be read or does not verify. The message says what was seen and
 * what was wanted.
 */
public final class EvidenceException extends RuntimeException {
  private final String check;

  /**
   * @param check the name of the check that failed, such as {@code request:signature}
   * @param detail value seen and value wanted; never a secret
   */
  public EvidenceException(String check, String detail) {
    super(check + ": " + detail);
    this.check = check;
  }

  /** The name of the check that failed, such as {@code request:signature}. */
  public String check() {
    return check;
  }
}
