package io.countersign.deploy.local;

/** The supervisor of a ring cannot be started or ended; the message says what to do. */
public final class SupervisionException extends Exception {
  private static final long serialVersionUID = 1L;

  public SupervisionException(String message) {
    super(message);
  }
}
