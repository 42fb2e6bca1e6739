package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.List;

/**
 * The dealer's proof that the parts of every row of a {@code mult} key multiply to d (CRYPTO.md
 * 2.6, A12): {@code V_0 = v, V_{c+1} = V_c^(a_{j,c})} with a proof per step, and {@code V_t^e = v}.
 * Public.
 *
 * @param rows one list of t steps per row of the perfect hash family
 */
public record DealChain(List<List<Step>> rows) {
  /**
   * One step.
   *
   * @param y {@code V_{c+1}}
   * @param proof that the exponent is the share behind {@code v_{j,c}}
   */
  public record Step(BigInteger y, ProofOfCorrectness proof) {}

  /** Copies the lists. */
  public DealChain {
    rows = rows.stream().map(List::copyOf).toList();
  }
}
