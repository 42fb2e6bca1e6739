package io.countersign.deploy.node;

/**
 * Exit codes of nodes: what a supervisor does next (deploy/docs/node-conf.md). They are apart from
 * those of the command line.
 */
public enum NodeExit {
  /** The configuration is wrong: an operator mends it. */
  CONFIG(64, false),
  /** The log or a card is damaged or another's: an operator decides. */
  INTEGRITY(65, false),
  /** An address is taken, or a system service failed. */
  UNAVAILABLE(69, true),
  /** A fault of this program. */
  FAULT(70, true),
  /** The log cannot be written, so the node does not act (I7). */
  LOG_UNWRITABLE(74, true),
  /** Left or removed from the cluster: joins again when restarted. */
  REJOIN(75, true),
  /** Secret files are open to others or not readable. */
  PERMISSIONS(77, false),
  /** The device destroyed its shares (M27): it stays dead. */
  ERASED(78, false),
  /** The ring's record revokes this node: nobody speaks with it. */
  REVOKED(79, false);

  private final int code;
  private final boolean restartable;

  NodeExit(int code, boolean restartable) {
    this.code = code;
    this.restartable = restartable;
  }

  public int code() {
    return code;
  }

  /** Whether a supervisor starts a process again that ended so; any other code is restartable. */
  public static boolean restartable(int code) {
    for (NodeExit exit : values()) {
      if (exit.code == code) {
        return exit.restartable;
      }
    }
    return true;
  }
}
