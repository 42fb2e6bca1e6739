package io.countersign.device;

import io.countersign.device.AttemptCheck.Known;
import io.countersign.device.DeviceRecord.HopStarted;
import io.countersign.protocol.thresholdrsa.EncodedMessage;
import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A device's part in a serial chain (M1, M15; CRYPTO.md 3.3): for one attempt one place, one input
 * and one answer (A4, A5).
 *
 * <pre>
 *   not begun       any place                    begin: hop-start logged, computed
 *   begun           the same place, computing    wait for it
 *   begun           the same place, before t     compute again: nothing was sent
 *   begun           the same place, t            hop:lost
 *   answered        the same place               the same octets
 *   begun           another place or input       hop:reuse
 * </pre>
 */
final class Chain {
  private final AttemptCheck attempts;
  private final VoteCheck votes;
  private final HopGate hops;
  private final Computations computations;

  Chain(AttemptCheck attempts, VoteCheck votes, HopGate hops, Computations computations) {
    this.attempts = attempts;
    this.votes = votes;
    this.hops = hops;
    this.computations = computations;
  }

  /**
   * Decides on the next hop.
   *
   * @throws Refusing or CheckFailed, whichever check fails first
   */
  Step hop(Step step, String from, SignHop sign, Instant now) {
    Known known =
        attempts.require(
            step.state().ledger(),
            sign.request(),
            sign.attempt(),
            sign.header(),
            SigningMode.SERIAL,
            now);
    votes.check(known.key(), known.attempt(), sign.votes());
    EncodedMessage em = known.record().encode(known.header());
    List<Hop> earlier =
        hops.verified(known.key(), known.record(), known.attempt(), em.u(), sign.earlier());
    Attempt.Place place = new Attempt.Place(earlier.size() + 1, HopGate.digest(sign.earlier()));
    requirePlace(known.attempt(), place);
    Optional<DeviceProtocol.Hop> answered = known.attempt().hop();
    if (answered.isPresent()) {
      return step.send(from, Answers.hopSigned(known.request(), known.attempt(), answered.get()));
    }
    return compute(step, from, sign, known, place, earlier);
  }

  private Step compute(
      Step step, String from, SignHop sign, Known known, Attempt.Place place, List<Hop> earlier) {
    Job job =
        new Job.NextHop(
            known.request(), known.number(), known.record().keyId(), known.header(), earlier);
    boolean begun = known.attempt().place().isPresent();
    boolean last = place.position() == known.record().threshold().t();
    if (begun && last && !Computations.runs(step.state(), job)) {
      throw new Refusing(
          Code.ATTEMPT_USED,
          "hop:lost",
          "the last hop of the attempt was begun and has no answer: plan a new attempt"); // A5
    }
    HopStarted act =
        new HopStarted(
            known.request(),
            known.number(),
            known.attempt().header(),
            place.position(),
            place.earlier(),
            sign.votes());
    return computations.begin(step, from, job, begun ? Optional.empty() : Optional.of(act));
  }

  private static void requirePlace(Attempt attempt, Attempt.Place asked) {
    attempt
        .place()
        .filter(begun -> !begun.equals(asked))
        .ifPresent(
            begun -> {
              throw new Refusing(
                  Code.ATTEMPT_USED,
                  "hop:reuse",
                  "this device began hop "
                      + begun.position()
                      + " of the attempt with earlier hops "
                      + begun.earlier()
                      + ", got hop "
                      + asked.position()
                      + " with "
                      + asked.earlier());
            });
  }
}
