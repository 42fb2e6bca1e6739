package io.countersign.agent;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An approval that the card is signing.
 *
 * @param askers coordinators that wait for it, in the order in which they asked
 */
record Pending(Set<String> askers) {
  Pending {
    askers = new LinkedHashSet<>(askers);
  }

  Pending and(String asker) {
    Pending more = new Pending(askers);
    more.askers.add(asker);
    return more;
  }
}
