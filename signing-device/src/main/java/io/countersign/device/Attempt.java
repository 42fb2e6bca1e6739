package io.countersign.device;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a device remembers of one attempt that it voted for. It only grows:
 *
 * <pre>
 *   voted -> released -> proved        parallel
 *   voted -> hop begun -> hop answered serial
 * </pre>
 *
 * @param plan the plan it voted for
 * @param header H
 * @param index of this device in the key
 * @param vote the vote's signature
 * @param approvers names of the agents whose approvals made the quorum
 * @param ringRecord number of the ring's record that is to be signed, 0 if it is none
 * @param released whether the partial signature may be computed and sent
 * @param place the place in the chain that was begun
 * @param hop the hop that was answered
 * @param proof the proof that was given
 * @param votedAt when it voted
 */
record Attempt(
    Plan plan,
    HeaderHash header,
    int index,
    Octets vote,
    Set<String> approvers,
    long ringRecord,
    boolean released,
    Optional<Place> place,
    Optional<Hop> hop,
    Optional<Octets> proof,
    Instant votedAt) {

  /**
   * A place in a serial chain.
   *
   * @param position q, from 1
   * @param earlier digest of the hops before
   */
  record Place(int position, Octets earlier) {}

  static Attempt of(DeviceRecord.Voted voted) {
    return new Attempt(
        voted.plan(),
        voted.header(),
        voted.index(),
        voted.signature(),
        voted.approvals().stream().map(SignedApproval::agentOf).collect(toUnmodifiableSet()),
        voted.ringRecord(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        voted.at());
  }

  Attempt with(DeviceRecord.Act act) {
    if (act instanceof DeviceRecord.Released) {
      return new Attempt(
          plan, header, index, vote, approvers, ringRecord, true, place, hop, proof, votedAt);
    }
    if (act instanceof DeviceRecord.HopStarted started) {
      Place begun = new Place(started.position(), started.earlier());
      return new Attempt(
          plan,
          header,
          index,
          vote,
          approvers,
          ringRecord,
          released,
          Optional.of(begun),
          hop,
          proof,
          votedAt);
    }
    if (act instanceof DeviceRecord.HopAnswered answered) {
      Optional<Hop> made = Optional.of(answered.hop());
      return new Attempt(
          plan, header, index, vote, approvers, ringRecord, released, place, made, proof, votedAt);
    }
    if (act instanceof DeviceRecord.Proved proved) {
      Optional<Octets> given = Optional.of(proved.proof());
      return new Attempt(
          plan, header, index, vote, approvers, ringRecord, released, place, hop, given, votedAt);
    }
    return this;
  }

  /** Whether nothing but the vote was given. */
  boolean isIdle() {
    return !released && place.isEmpty();
  }

  /** Whether the device's contribution to the signature was let go. */
  boolean isReleased() {
    return released || hop.isPresent();
  }
}
