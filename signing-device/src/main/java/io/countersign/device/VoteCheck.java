package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.List;

/**
 * Votes first (A2): nothing is released before every one of the t signers has signed H under the
 * identity key of the key's record.
 */
final class VoteCheck {
  private final Sessions sessions;

  VoteCheck(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Checks that the votes are exactly one of each signer of the attempt.
   *
   * @throws Refusing {@code votes} if signers are missing, twice or foreign; {@code vote:signature}
   */
  void check(Ring.KeySet key, Attempt attempt, List<Vote> votes) {
    List<Integer> voters = votes.stream().map(Vote::device).sorted().toList();
    if (!voters.equals(attempt.plan().signers())) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "votes",
          "need one vote of each signer " + attempt.plan().signers() + ", got " + voters);
    }
    for (Vote vote : votes) {
      Ring.Party voter = sessions.party(key, vote.device());
      byte[] signed = SignedOctets.vote(attempt.header(), vote.device()).toByteArray();
      if (!voter.verify(signed, vote.signature().toByteArray())) {
        throw new Refusing(
            Code.BAD_CONTRIBUTION,
            "vote:signature",
            "the vote of " + voter.name() + " is not signed by its identity key");
      }
    }
  }
}
