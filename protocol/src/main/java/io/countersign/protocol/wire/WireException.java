package io.countersign.protocol.wire;

/**
 * A message that is refused before it reaches anyone: malformed, unauthentic, stale, repeated or
 * not for us.
 */
public final class WireException extends RuntimeException {
  private final String check;

  public WireException(String check, String detail) {
    super(check + ": " + detail);
    this.check = check;
  }

  /** The check that failed, such as {@code envelope:signature}. */
  public String check() {
    return check;
  }
}
