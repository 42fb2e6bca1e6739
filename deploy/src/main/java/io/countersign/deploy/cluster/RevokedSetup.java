package io.countersign.deploy.cluster;

import akka.actor.Address;
import akka.actor.setup.Setup;
import io.countersign.protocol.evidence.Ring;

/** Tells the cluster of an actor system which of its members the ring's record revokes. */
public final class RevokedSetup extends Setup {
  private final Ring ring;

  public RevokedSetup(Ring ring) {
    this.ring = ring;
  }

  /** Whether a party that is revoked had this address. */
  boolean isRevoked(Address address) {
    String there = address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    return ring.parties().stream().anyMatch(p -> p.revoked() && p.address().equals(there));
  }
}
