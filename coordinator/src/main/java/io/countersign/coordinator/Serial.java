package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.SignedOctets;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An attempt in serial mode after its votes (CRYPTO.md 3.3, A4). */
final class Serial {
  private Serial() {}

  /** Asks the signer after the given hops. */
  static void next(Turn turn, List<Vote> votes, List<DeviceProtocol.Hop> hops) {
    int device = Attempts.plan(turn.stored()).order().get(hops.size());
    Pending pending = Pending.from(turn.now(), turn.limits().hopDeadline());
    Attempts.ask(turn, new Phase.Chaining(votes, hops, Map.of(device, pending)));
  }

  static void onHop(Turn turn, int device, HopSigned message) {
    if (!(turn.progress().phase() instanceof Phase.Chaining phase)
        || !phase.waiting().containsKey(device)) {
      return;
    }
    List<DeviceProtocol.Hop> hops = With.added(phase.hops(), message.hop());
    try {
      Hop hop = chain(turn, hops).get(phase.hops().size());
      if (message.hop().device() != device
          || !Attempts.signedBy(
              turn,
              device,
              SignedOctets.hop(turn.matter().record(), Attempts.header(turn).hash(), hop),
              message.hop().signature())) {
        Attempts.failBecauseOf(turn, device, "hop:signature");
        return;
      }
    } catch (CheckFailed e) {
      Attempts.failBecauseOf(turn, device, e.check());
      return;
    }
    if (hops.size() < turn.matter().threshold()) {
      next(turn, phase.votes(), hops);
      return;
    }
    turn.phase(new Phase.Combining(phase.votes(), List.of(), hops));
    Parallel.compute(
        turn, new CombineJob.Finish(turn.matter(), Attempts.header(turn), chain(turn, hops)));
  }

  /**
   * The device says that an earlier hop is wrong. Its word alone blames nobody: the proofs are
   * verified here.
   */
  static void onAccusation(Turn turn, int accuser, Phase.Chaining phase) {
    turn.phase(new Phase.Blaming(accuser));
    Parallel.compute(
        turn,
        new CombineJob.BlameHops(turn.matter(), Attempts.header(turn), chain(turn, phase.hops())));
  }

  /**
   * The hops as numbers: each begins where the one before ended, the first at u.
   *
   * @throws CheckFailed {@code partial:length}, {@code proof:length}
   */
  private static List<Hop> chain(Turn turn, List<DeviceProtocol.Hop> hops) {
    Matter matter = turn.matter();
    BigInteger yIn = matter.encoded(Attempts.header(turn)).u();
    List<Hop> chain = new ArrayList<>();
    for (DeviceProtocol.Hop hop : hops) {
      int position = chain.size() + 1;
      boolean last = position == matter.threshold();
      BigInteger y = PartialSignature.decode(matter.record(), hop.device(), hop.y()).y();
      Optional<ProofOfCorrectness> proof =
          last && hop.proof().length() == 0
              ? Optional.empty()
              : Optional.of(ProofOfCorrectness.decode(matter.record(), hop.proof()));
      chain.add(new Hop(position, hop.device(), yIn, y, proof));
      yIn = y;
    }
    return chain;
  }
}
