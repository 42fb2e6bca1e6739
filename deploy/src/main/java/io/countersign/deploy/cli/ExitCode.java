package io.countersign.deploy.cli;

/** Exit codes of the command line (DESIGN.md, "How it behaves"); fixed. */
public enum ExitCode {
  DONE(0),
  /** Usage, or something on this machine. */
  LOCAL(1),
  /** The other side failed or was not reached. */
  REMOTE(2),
  /** Refused by the ring's rules. */
  REFUSED(3),
  /** Accepted; the wait is over; the id is printed. */
  PENDING(4),
  /** Cannot succeed as things stand. */
  CANNOT_SUCCEED(5),
  /** Something is not what it must be. */
  INTEGRITY(6),
  /** verify: no signature of this document. */
  BAD_SIGNATURE(10),
  /** verify: a signature of another key. */
  WRONG_KEY(11);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
