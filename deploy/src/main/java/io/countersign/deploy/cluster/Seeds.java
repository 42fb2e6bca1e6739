package io.countersign.deploy.cluster;

import io.countersign.deploy.config.Endpoint;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * In which order a node asks others to join (DESIGN.md "Decided now" 6).
 *
 * <p>The coordinator lists itself first, then everybody: so it alone may found a cluster, and it
 * does so only when none of the others answers within the seed timeout; where some live, its new
 * life replaces the old one among them. The others ask coordinators only, for ever: without one
 * there is nothing to do, and a start of many nodes is not a storm of each asking each.
 */
public final class Seeds {
  private Seeds() {}

  /** Addresses for the party of that name. */
  public static List<Endpoint> of(Ring ring, String self) {
    List<Ring.Party> nodes = ring.parties().stream().filter(ring::isInCluster).toList();
    List<Endpoint> seeds = new ArrayList<>();
    add(seeds, nodes, p -> p.role() == Role.COORDINATOR && p.name().equals(self));
    add(seeds, nodes, p -> p.role() == Role.COORDINATOR && !p.name().equals(self));
    if (ring.party(self).filter(p -> p.role() == Role.COORDINATOR).isPresent()) {
      add(seeds, nodes, p -> p.role() != Role.COORDINATOR);
    }
    return seeds;
  }

  private static void add(
      List<Endpoint> seeds,
      List<Ring.Party> nodes,
      java.util.function.Predicate<Ring.Party> wanted) {
    nodes.stream().filter(wanted).map(p -> Endpoint.parse(p.address())).forEach(seeds::add);
  }
}
