package io.countersign.device;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a device writes into its log; {@link DeviceRecords} gives each its form there. The acts
 * among them are the device's memory, the notices are for people.
 */
sealed interface DeviceRecord {

  /**
   * Something that binds this device from now on; the {@link AttemptLedger} is the fold of these.
   */
  sealed interface Act extends DeviceRecord {
    Octets request();

    int attempt();
  }

  /**
   * The device votes (A2), and remembers what for.
   *
   * @param index of this device in the key
   * @param approvals those of the quorum, as evidence
   * @param signature the vote
   * @param ringRecord number of the ring's record that is to be signed, 0 if it is none
   * @param at when; in the log it is the time of the record
   */
  record Voted(
      SignedRequest signed,
      List<String> approvals,
      Plan plan,
      HeaderHash header,
      int index,
      Octets signature,
      long ringRecord,
      Instant at)
      implements Act {
    public Voted {
      approvals = List.copyOf(approvals);
    }

    @Override
    public Octets request() {
      return signed.id();
    }

    @Override
    public int attempt() {
      return plan.attempt();
    }
  }

  /**
   * The device lets its partial signature go.
   *
   * @param votes of all t signers, as evidence
   */
  record Released(Octets request, int attempt, HeaderHash header, List<Vote> votes) implements Act {
    public Released {
      votes = List.copyOf(votes);
    }
  }

  /**
   * The device takes its place in a serial chain; from here on it answers this attempt for this
   * place and these earlier hops only (A5).
   *
   * @param position q, from 1
   * @param earlier digest of the hops before, {@link HopGate#digest}
   */
  record HopStarted(
      Octets request,
      int attempt,
      HeaderHash header,
      int position,
      Octets earlier,
      List<Vote> votes)
      implements Act {
    public HopStarted {
      votes = List.copyOf(votes);
    }
  }

  /** The device's hop, kept octet for octet: a repeat gets the same. */
  record HopAnswered(Octets request, int attempt, Hop hop) implements Act {}

  /** The proof of a released partial signature, kept octet for octet. */
  record Proved(Octets request, int attempt, Octets proof) implements Act {}

  /** A notice: the device began to run. */
  record Started(
      String engine, boolean eraseGuarantee, List<String> keys, List<String> problems, Octets ring)
      implements DeviceRecord {
    public Started {
      keys = List.copyOf(keys);
      problems = List.copyOf(problems);
    }
  }

  /**
   * A notice: it refused.
   *
   * @param request as it came, which may be anything
   * @param type of the message
   */
  record Refused(Octets request, int attempt, String from, String type, Refusal refusal)
      implements DeviceRecord {}

  /** A notice: where another node's log stands, or that its statements do not fit one log. */
  record HeadSeen(HeadWitness.Finding finding) implements DeviceRecord {}

  /** A notice: something came that is no message for this device. */
  record BadMessage(String check, String detail) implements DeviceRecord {}

  /** A notice: a sender is locked out. */
  record SenderLockedOut(LockedOut lockOut) implements DeviceRecord {}

  /**
   * A notice: the ring's next record comes into force here.
   *
   * @param hash SHA-256 of its payload
   */
  record RecordTaken(long sequence, Octets hash) implements DeviceRecord {}

  /**
   * A notice: so many refusals and bad messages were not written one by one.
   *
   * @param counts by check
   */
  record Omitted(Map<String, Long> counts) implements DeviceRecord {
    public Omitted {
      counts = Map.copyOf(counts);
    }
  }
}
