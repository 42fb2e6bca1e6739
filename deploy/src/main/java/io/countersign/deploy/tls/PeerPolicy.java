package io.countersign.deploy.tls;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.util.Set;

/**
 * Which party may be at the other end of a connection.
 *
 * <p>The two directions differ: who is called is known by host and port; who calls is known by his
 * certificate alone.
 */
public interface PeerPolicy {
  /**
   * Whether the party may be who answers at this address.
   *
   * @throws PinningException with a reason, if not
   */
  void requireAnswering(Ring.Party party, String host, int port);

  /**
   * Whether the party may call.
   *
   * @throws PinningException with a reason, if not
   */
  void requireCalling(Ring.Party party);

  /** Nodes of the cluster, each at its own address of the ring's record. */
  static PeerPolicy cluster() {
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        String called = host + ":" + port;
        if (!party.address().equals(called)) {
          throw new PinningException(
              "tls:address", party.name() + " answers at " + called + ", which is not his address");
        }
      }

      @Override
      public void requireCalling(Ring.Party party) {
        if (party.role() == Role.REQUESTER) {
          throw new PinningException(
              "tls:role", party.name() + " is a requester, not a node of the cluster");
        }
      }
    };
  }

  /** The HTTP edge: requesters call, coordinators answer, wherever that is. */
  static PeerPolicy api() {
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        require(party, Set.of(Role.COORDINATOR), "answers");
      }

      @Override
      public void requireCalling(Ring.Party party) {
        require(party, Set.of(Role.REQUESTER), "calls");
      }

      private void require(Ring.Party party, Set<Role> roles, String does) {
        if (!roles.contains(party.role())) {
          throw new PinningException(
              "tls:role", party.name() + " " + does + ", whose role is " + party.role().label());
        }
      }
    };
  }
}
