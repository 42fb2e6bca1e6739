package io.countersign.deploy.tls;

/** A certificate that is not the one of the party that must be there. */
public final class PinningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String check;

  public PinningException(String check, String detail) {
    super(check + ": " + detail);
    this.check = check;
  }

  /** {@code tls:pin}, {@code tls:address}, {@code tls:role} or {@code tls:validity}. */
  public String check() {
    return check;
  }
}
