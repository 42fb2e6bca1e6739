package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogHead;
import java.util.List;
import java.util.Optional;

/**
 * Whether a node's log is the one that it had (I6, I7). What it signed of its log earlier is passed
 * back to it, so that an old copy of its folder finds out that it is one, and forgot what it
 * promised. A coordinator that keeps it back hides that; none can make it up.
 */
public final class OwnHead {
  private OwnHead() {}

  /**
   * @param told what was passed on, of all nodes; of this one an honest coordinator passes on one,
   *     so no more than one signature is verified
   * @param own where the log stands, no earlier than what was said of it
   * @throws RolledBack if this node signed a later head, or another one of that number
   */
  public static void require(List<HeadStatement> told, Ring.Party self, LogHead own) {
    Optional<HeadStatement> mine =
        told.stream().filter(head -> head.node().equals(self.name())).findFirst();
    if (mine.filter(HeadStatement::formed).isPresent()) {
      HeadStatement statement = mine.get();
      boolean other =
          statement.n() > own.n()
              || statement.n() == own.n() && !statement.hash().hex().equals(own.hash());
      if (other && statement.saidBy(self)) {
        throw new RolledBack(
            "the log of %s stands at record %d, and %s signed that it stood at %d: its folder was rolled back, or a copy of it runs elsewhere"
                .formatted(self.name(), own.n(), self.name(), statement.n()));
      }
    }
  }

  /** This node forgot what it did: it must not act, and no restart helps. */
  public static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RolledBack(String message) {
      super(message);
    }
  }
}
