package io.countersign.agent;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An approval under way: the card is signing it, or has signed it and the log has not confirmed it.
 *
 * @param askers coordinators that wait for it, in the order in which they asked
 * @param signed what the card made of it, which nobody may see yet
 */
record Pending(Set<String> askers, @Nullable Kept signed) {
  Pending {
    askers = new LinkedHashSet<>(askers);
  }

  static Pending of(String asker) {
    return new Pending(Set.of(asker), null);
  }

  Pending and(String asker) {
    Pending more = new Pending(askers, signed);
    more.askers.add(asker);
    return more;
  }

  Pending signed(Kept approval) {
    return new Pending(askers, approval);
  }
}
