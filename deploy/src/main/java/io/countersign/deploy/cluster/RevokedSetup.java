package io.countersign.deploy.cluster;

import akka.actor.Address;
import akka.actor.setup.Setup;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.util.Set;

/** Tells the cluster of an actor system which of its members the ring's record revokes. */
public final class RevokedSetup extends Setup {
  /** Others have addresses too, of datagrams. */
  private static final Set<Role> CLUSTERED =
      Set.of(Role.COORDINATOR, Role.AGENTS, Role.MESSAGE_SERVER, Role.DEVICE);

  private final Ring ring;

  public RevokedSetup(Ring ring) {
    this.ring = ring;
  }

  /** Whether a party that is revoked had this address. */
  boolean isRevoked(Address address) {
    String there = address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    return ring.parties().stream()
        .anyMatch(p -> p.revoked() && CLUSTERED.contains(p.role()) && p.address().equals(there));
  }
}
