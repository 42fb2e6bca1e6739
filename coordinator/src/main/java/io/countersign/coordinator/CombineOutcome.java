package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Culprit;
import io.countersign.protocol.thresholdrsa.Signature;
import java.util.List;

/** What came of a {@link CombineJob}. */
sealed interface CombineOutcome {
  /** A signature, which verified: there are no others of that type (I4). */
  record Combined(Signature signature) implements CombineOutcome {}

  /** Some value is wrong: every signer is to prove its own. */
  record NeedsProofs() implements CombineOutcome {}

  /**
   * Who is to blame.
   *
   * @param culprits devices that gave wrong values
   * @param unproven devices that gave no proof: unresponsive, not to blame
   */
  record Blamed(List<Culprit> culprits, List<Integer> unproven) implements CombineOutcome {
    public Blamed {
      culprits = List.copyOf(culprits);
      unproven = List.copyOf(unproven);
    }
  }

  /** Our own fault: values that were checked before do not fit the header. */
  record Broken(String detail) implements CombineOutcome {}
}
