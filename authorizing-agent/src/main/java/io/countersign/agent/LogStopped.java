package io.countersign.agent;

/**
 * The node's log cannot be written, so the node has stopped acting (I7). Fails {@link AgentNode};
 * who watches it ends the process.
 */
public final class LogStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogStopped(Throwable cause) {
    super("the node's log cannot be written, so it stops: " + cause.getMessage(), cause);
  }
}
