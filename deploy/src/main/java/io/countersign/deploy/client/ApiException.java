package io.countersign.deploy.client;

import java.util.concurrent.TimeoutException;

/** {@code /v1} did not do what was asked: it was not reached, or it answered with a problem. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  ApiException(String code, int status, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  static ApiException unreachable(String address, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String why = root instanceof TimeoutException ? "no answer in time" : said;
    return new ApiException(
        "unreachable",
        0,
        "the coordinator at "
            + address
            + " cannot be reached ("
            + why
            + "): see countersign status, or start the ring with countersign up");
  }

  /** The HTTP status, or 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** The problem's code, or {@code unreachable}. */
  public String code() {
    return code;
  }

  /** Whether the same request may be sent again with hope. */
  public boolean transientFailure() {
    return status == 0 || status == 503;
  }

  /** Whether the ring's rules refuse the request. */
  public boolean refused() {
    return status == 422 || status == 403;
  }
}
