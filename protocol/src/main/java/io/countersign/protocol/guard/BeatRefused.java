package io.countersign.protocol.guard;

/** A datagram or beat that does not count, and why (I8). */
public final class BeatRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String check;

  /**
   * @param check as {@link #check} has it
   */
  public BeatRefused(String check, String detail) {
    super(check + ": " + detail);
    this.check = check;
  }

  /**
   * {@code beat:form}, {@code beat:source}, {@code beat:seal}, {@code beat:signature}, {@code
   * beat:sequence}, {@code beat:kind}, {@code beat:epoch}, {@code beat:software}, {@code
   * beat:replay} or {@code beat:time}; of satellites {@code satellite:form}, {@code
   * satellite:source}, {@code satellite:seal}, {@code satellite:signature}, {@code satellite:nonce}
   * or {@code satellite:replay}.
   */
  public String check() {
    return check;
  }
}
