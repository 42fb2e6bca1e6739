package io.countersign.protocol.thresholdrsa;

import java.util.List;

/** What came of combining. */
public sealed interface CombineResult {
  /** A verified signature. */
  record Combined(Signature signature) implements CombineResult {}

  /** All values lie in G, but some of them is wrong: ask every signer for its proof. */
  record NeedsProofs() implements CombineResult {}

  /** Values that are wrong by themselves; who sent them is known without proofs. */
  record BadPartials(List<Culprit> culprits) implements CombineResult {
    /** Copies the list. */
    public BadPartials {
      culprits = List.copyOf(culprits);
    }
  }
}
