package io.countersign.coordinator;

/**
 * The coordinator's log cannot be written, so it has stopped acting (I7). Fails {@link
 * Coordinator}; who watches it ends the process.
 */
public final class CoordinatorHalted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CoordinatorHalted(Throwable cause) {
    super("the coordinator's log cannot be written, so it stops: " + cause.getMessage(), cause);
  }
}
