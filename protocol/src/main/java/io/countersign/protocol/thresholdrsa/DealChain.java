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
  private static final int NO_DEVICE = 0;

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

  boolean hasSize(int k, int t) {
    return rows.size() == k && rows.stream().allMatch(row -> row.size() == t);
  }

  /**
   * Verifies all steps and ends.
   *
   * @throws CheckFailed {@code deal:chain}
   */
  void verify(PublicRecord record, SignedQuadraticResidues group) {
    Octets context = context(record.keyId());
    BigInteger e = BigInteger.valueOf(record.publicExponent());
    for (int row = 0; row < rows.size(); row++) {
      BigInteger reached = record.v();
      for (int colour = 0; colour < rows.get(row).size(); colour++) {
        Step step = rows.get(row).get(colour);
        verify(statement(record, group, context, row, colour, reached, step.y()), step.proof());
        reached = step.y();
      }
      if (!group.pow(reached, e).equals(record.v())) {
        throw new CheckFailed("deal:chain", "the shares of row " + row + " do not multiply to d");
      }
    }
  }

  /** A12: what stands in the place of H. */
  static Octets context(KeyId keyId) {
    return new Enc().text("trsa1/deal").octets(keyId.octets()).sha256();
  }

  /** A12: device 0, hop = colour from 0, base V_c. */
  static CorrectnessStatement statement(
      PublicRecord record,
      SignedQuadraticResidues group,
      Octets context,
      int row,
      int colour,
      BigInteger base,
      BigInteger y) {
    return new CorrectnessStatement(
        group,
        record.keyId(),
        context,
        List.of(NO_DEVICE, row, colour, colour),
        record.shareBits(),
        record.v(),
        record.verificationValues().get(row).get(colour),
        base,
        y);
  }

  private static void verify(CorrectnessStatement statement, ProofOfCorrectness proof) {
    try {
      statement.verify(proof);
    } catch (CheckFailed failed) {
      throw new CheckFailed("deal:chain", "step " + statement.label() + ": " + failed.getMessage());
    }
  }
}
