package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Hop;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.ProofOfCorrectness;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import java.util.List;
import java.util.Map;

/** A computation over what the devices of one attempt gave; needs no secret. */
sealed interface CombineJob {
  /** Combines partial signatures. */
  record Combine(Matter matter, SessionHeader header, List<PartialSignature> partials)
      implements CombineJob {}

  /** Names who gave a wrong partial signature. */
  record Blame(
      Matter matter,
      SessionHeader header,
      List<PartialSignature> partials,
      Map<Integer, ProofOfCorrectness> proofs)
      implements CombineJob {}

  /** Finishes a serial chain. */
  record Finish(Matter matter, SessionHeader header, List<Hop> hops) implements CombineJob {}

  /** Names who gave a wrong hop. */
  record BlameHops(Matter matter, SessionHeader header, List<Hop> hops) implements CombineJob {}
}
