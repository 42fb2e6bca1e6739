package io.countersign.deploy.tls;

/** A TLS key that cannot be used; says which file and what to do. */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TlsException(String message) {
    super(message);
  }
}
