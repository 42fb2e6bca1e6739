package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a request, as the journal keeps it for ever. {@link EventSerializer} names each
 * with a version; one sample of each version is frozen among the test resources. Times ({@code at})
 * are seconds since 1970.
 */
sealed interface RequestEvent {
  /** Longest reason, which may name every device and agent, in characters. */
  int MAX_REASON = 8192;

  /**
   * The request is ours (I6).
   *
   * @param signedRequest the requester's JWS
   * @param content the document, where the request's form is {@code content}
   */
  record Accepted(String signedRequest, @Nullable Octets content, long at)
      implements RequestEvent {}

  /**
   * A device has its quorum.
   *
   * @param approvals JWS of agents of that device
   */
  record ApprovalsGathered(String device, List<String> approvals, long at) implements RequestEvent {
    public ApprovalsGathered {
      approvals = List.copyOf(approvals);
    }
  }

  /** An agent said no and will not change his mind. */
  record AgentDeclined(String agent, String device, String reason, long at)
      implements RequestEvent {
    /** Cuts what an old journal may hold at full length. */
    public AgentDeclined {
      agent = Refusal.shown(agent, Refusal.MAX_CHECK);
      device = Refusal.shown(device, Refusal.MAX_CHECK);
      reason = Refusal.shown(reason, Refusal.MAX_DETAIL);
    }
  }

  /**
   * An attempt is about to begin. Stored before its number is used, so that no number names two
   * attempts (A1).
   *
   * @param attempt counts from 1
   * @param mode {@code parallel} or {@code serial}
   * @param signers device indices, ascending
   * @param order the same in the order of the serial chain
   * @param header H
   */
  record AttemptPlanned(
      int attempt,
      String mode,
      Octets keyId,
      int epoch,
      int row,
      List<Integer> signers,
      List<Integer> order,
      Octets header,
      long at)
      implements RequestEvent {
    public AttemptPlanned {
      signers = List.copyOf(signers);
      order = List.copyOf(order);
    }
  }

  /**
   * An attempt came to nothing.
   *
   * @param reason one sentence, devices by name
   * @param excluded devices that this request does without from now on
   */
  record AttemptFailed(int attempt, String reason, List<Exclusion> excluded, long at)
      implements RequestEvent {
    public AttemptFailed {
      reason = Refusal.shown(reason, MAX_REASON);
      excluded = List.copyOf(excluded);
    }
  }

  /**
   * The request is signed. Made only from a {@link io.countersign.protocol.thresholdrsa.Signature},
   * which verified (I4).
   *
   * @param partials of a parallel attempt; else empty
   * @param hops of a serial attempt, in order; else empty
   */
  record Signed(
      int attempt,
      Octets header,
      Octets signature,
      List<DeviceProtocol.Vote> votes,
      List<Partial> partials,
      List<DeviceProtocol.Hop> hops,
      long at)
      implements RequestEvent {
    public Signed {
      votes = List.copyOf(votes);
      partials = List.copyOf(partials);
      hops = List.copyOf(hops);
    }
  }

  /** The request will not be signed. */
  record Failed(String reason, long at) implements RequestEvent {
    /** Cuts what an old journal may hold at full length. */
    public Failed {
      reason = Refusal.shown(reason, MAX_REASON);
    }
  }

  /** The request's validity ended before it was signed. */
  record Expired(long at) implements RequestEvent {}

  /**
   * A device's signed partial signature (A3).
   *
   * @param device index in the key
   */
  record Partial(int device, Octets y, Octets signature) {}

  /**
   * A device that a request does without.
   *
   * @param device index in the key
   * @param check the failed check
   * @param culprit true if it gave a wrong value, which the coordinator verified; false if it
   *     refuses the request
   */
  record Exclusion(int device, String check, boolean culprit) {
    /** Cuts what an old journal may hold at full length. */
    public Exclusion {
      check = Refusal.shown(check, Refusal.MAX_CHECK);
    }
  }
}
