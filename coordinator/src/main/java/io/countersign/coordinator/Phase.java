package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import java.util.List;
import java.util.Map;

/**
 * How far the running attempt is. Never stored: after a restart an attempt begins again with its
 * votes, and the devices answer as before. Keys of maps are device indices.
 */
sealed interface Phase {
  /** Whose answers are waited for. */
  default Map<Integer, Pending> waiting() {
    return Map.of();
  }

  /** The same phase with other waiting. */
  default Phase waitingFor(Map<Integer, Pending> waiting) {
    return this;
  }

  /** No attempt runs. */
  record Idle() implements Phase {}

  /** Every signer was asked for its vote (A2). */
  record Voting(Map<Integer, Pending> waiting, Map<Integer, Vote> votes) implements Phase {
    public Voting {
      waiting = Map.copyOf(waiting);
      votes = Map.copyOf(votes);
    }

    @Override
    public Phase waitingFor(Map<Integer, Pending> others) {
      return new Voting(others, votes);
    }
  }

  /** Every signer was asked for its partial signature. */
  record Releasing(
      List<Vote> votes, Map<Integer, Pending> waiting, Map<Integer, RequestEvent.Partial> partials)
      implements Phase {
    public Releasing {
      votes = List.copyOf(votes);
      waiting = Map.copyOf(waiting);
      partials = Map.copyOf(partials);
    }

    @Override
    public Phase waitingFor(Map<Integer, Pending> others) {
      return new Releasing(votes, others, partials);
    }
  }

  /** The signer after the last hop was asked for its hop. */
  record Chaining(List<Vote> votes, List<Hop> hops, Map<Integer, Pending> waiting)
      implements Phase {
    public Chaining {
      votes = List.copyOf(votes);
      hops = List.copyOf(hops);
      waiting = Map.copyOf(waiting);
    }

    @Override
    public Phase waitingFor(Map<Integer, Pending> others) {
      return new Chaining(votes, hops, others);
    }
  }

  /** The values are being combined. Of the two lists one is empty. */
  record Combining(List<Vote> votes, List<RequestEvent.Partial> partials, List<Hop> hops)
      implements Phase {
    public Combining {
      votes = List.copyOf(votes);
      partials = List.copyOf(partials);
      hops = List.copyOf(hops);
    }
  }

  /** Combining failed; every signer was asked for its proof. */
  record Proving(
      List<Vote> votes,
      List<RequestEvent.Partial> partials,
      Map<Integer, Pending> waiting,
      Map<Integer, ProofOfCorrectness> proofs)
      implements Phase {
    public Proving {
      votes = List.copyOf(votes);
      partials = List.copyOf(partials);
      waiting = Map.copyOf(waiting);
      proofs = Map.copyOf(proofs);
    }

    @Override
    public Phase waitingFor(Map<Integer, Pending> others) {
      return new Proving(votes, partials, others, proofs);
    }
  }

  /**
   * The culprits are being named.
   *
   * @param accuser the device whose word made us look; 0 if it was our own check
   */
  record Blaming(int accuser) implements Phase {}
}
