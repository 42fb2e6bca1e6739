package io.countersign.deploy.node;

import org.jspecify.annotations.Nullable;

/** A node cannot go on; says how its process ends. */
public final class NodeStopException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final NodeExit exit;

  public NodeStopException(NodeExit exit, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exit = exit;
  }

  public NodeExit exit() {
    return exit;
  }
}
