package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal;
import java.util.List;

/**
 * A computation with a share, decided by the {@link DeviceCore} and done by {@link ShareWork}. Not
 * secret: the share stays in the vault.
 */
sealed interface Job {
  /** What is being computed for whom; one at a time of each. */
  record Id(Octets request, int attempt, Kind kind) {}

  /** Kinds of computation. */
  enum Kind {
    PARTIAL,
    HOP,
    PROOF
  }

  Id id();

  /** The public record whose share is needed. */
  KeyId keyId();

  /** The attempt. */
  SessionHeader header();

  /** The partial signature, signed (A3). */
  record Partial(Octets request, int attempt, KeyId keyId, SessionHeader header) implements Job {
    @Override
    public Id id() {
      return new Id(request, attempt, Kind.PARTIAL);
    }
  }

  /**
   * The next hop, signed (A4).
   *
   * @param earlier the hops before; their signatures were verified
   */
  record NextHop(Octets request, int attempt, KeyId keyId, SessionHeader header, List<Hop> earlier)
      implements Job {
    public NextHop {
      earlier = List.copyOf(earlier);
    }

    @Override
    public Id id() {
      return new Id(request, attempt, Kind.HOP);
    }
  }

  /** The proof of a partial signature. */
  record Proof(Octets request, int attempt, KeyId keyId, SessionHeader header) implements Job {
    @Override
    public Id id() {
      return new Id(request, attempt, Kind.PROOF);
    }
  }

  /** What came of a job. */
  sealed interface Outcome {}

  /**
   * A partial signature.
   *
   * @param y k octets
   */
  record PartialMade(Octets y, Octets signature) implements Outcome {}

  /** A hop. */
  record HopMade(DeviceProtocol.Hop hop) implements Outcome {}

  /**
   * A proof.
   *
   * @param proof c || z (A14)
   */
  record ProofMade(Octets proof) implements Outcome {}

  /**
   * A check of the arithmetic did not hold, or the engine failed; nothing was made.
   *
   * @param culprit index of the device whose contribution shows it, or 0
   */
  record NotMade(Refusal refusal, int culprit) implements Outcome {}
}
