package io.countersign.deploy.tls;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.util.function.Consumer;

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
  static PeerPolicy cluster(Ring ring) {
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        requireAddress(party, host, port);
      }

      @Override
      public void requireCalling(Ring.Party party) {
        if (!ring.isInCluster(party)) {
          throw new PinningException(
              "tls:role",
              party.name()
                  + " has role "
                  + party.role().label()
                  + ", which is no node of the cluster");
        }
      }
    };
  }

  /**
   * The link between a device and its message server, as either of them sees it (M8): the server
   * calls, the device answers at its address, and nobody else may be there.
   *
   * @param device name of the device
   */
  static PeerPolicy link(Ring ring, String device) {
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        if (!party.name().equals(device)) {
          throw new PinningException(
              "tls:role", party.name() + " answers, the message server wants " + device);
        }
        requireAddress(party, host, port);
      }

      @Override
      public void requireCalling(Ring.Party party) {
        if (ring.messageServerOf(device).filter(party::equals).isEmpty()) {
          throw new PinningException(
              "tls:role", party.name() + " calls, who is not the message server of " + device);
        }
      }
    };
  }

  /**
   * The same policy, telling whom it refuses to let call: whoever is refused learns no reason from
   * TLS, and the node that refused him should say it.
   */
  default PeerPolicy telling(Consumer<PinningException> refused) {
    PeerPolicy policy = this;
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        policy.requireAnswering(party, host, port);
      }

      @Override
      public void requireCalling(Ring.Party party) {
        try {
          policy.requireCalling(party);
        } catch (PinningException e) {
          refused.accept(e);
          throw e;
        }
      }
    };
  }

  private static void requireAddress(Ring.Party party, String host, int port) {
    String called = host + ":" + port;
    if (!party.address().equals(called)) {
      throw new PinningException(
          "tls:address", party.name() + " answers at " + called + ", which is not his address");
    }
  }

  /** The HTTP edge as a coordinator sees it: requesters call it, and it calls nobody. */
  static PeerPolicy api() {
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        throw new PinningException("tls:role", "a coordinator calls nobody's /v1");
      }

      @Override
      public void requireCalling(Ring.Party party) {
        if (party.role() != Role.REQUESTER) {
          throw new PinningException(
              "tls:role", party.name() + " calls, whose role is " + party.role().label());
        }
      }
    };
  }

  /**
   * The HTTP edge as a requester sees it: one coordinator answers, wherever that is.
   *
   * @param coordinator name of the party that must answer
   */
  static PeerPolicy apiOf(String coordinator) {
    return new PeerPolicy() {
      @Override
      public void requireAnswering(Ring.Party party, String host, int port) {
        if (party.role() != Role.COORDINATOR || !party.name().equals(coordinator)) {
          throw new PinningException(
              "tls:role",
              party.name()
                  + " answers, whose role is "
                  + party.role().label()
                  + "; client.conf wants coordinator "
                  + coordinator);
        }
      }

      @Override
      public void requireCalling(Ring.Party party) {
        throw new PinningException("tls:role", "a requester is called by nobody");
      }
    };
  }
}
