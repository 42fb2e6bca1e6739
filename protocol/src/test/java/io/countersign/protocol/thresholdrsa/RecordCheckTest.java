package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** CRYPTO.md A9, A10 and 2.6: what a malicious dealer or record cannot do (7, row 14). */
class RecordCheckTest {
  private static final PublicRecord ADD = TestVectors.ADD_2_3.record();
  private static final PublicRecord MULT = TestVectors.MULT_2_3.record();

  @Test
  void refusesAModulusThatIsNotOneModuloFour() {
    assertRecord(
        "N is not 1 mod 4", ADD, fields -> fields.modulus = fields.modulus.add(BigInteger.TWO));
    assertRecord("N is even", ADD, fields -> fields.modulus = fields.modulus.add(BigInteger.ONE));
  }

  @Test
  void refusesANumberThatEpochZeroDoesNotHave() {
    assertRecord("epoch is 1", ADD, fields -> fields.epoch = 1);
    assertRecord("sigma", ADD, fields -> fields.sigma = BigInteger.TWO);
    assertRecord("delta", ADD, fields -> fields.delta = BigInteger.TWO);
    assertRecord("shareBits is 2049", ADD, fields -> fields.shareBits++);
    assertRecord("dBits is 2055", ADD, fields -> fields.dBits--);
    assertRecord("a public remainder", ADD, fields -> fields.pub.set(1, BigInteger.ONE));
  }

  @Test
  void refusesABaseThatSomeoneChose() {
    // Every number is consistent with the other base; only its derivation tells.
    BigInteger three = BigInteger.valueOf(3);
    SignedQuadraticResidues group = new SignedQuadraticResidues(ADD.modulus());
    assertRecord(
        "v is not the one",
        ADD,
        fields -> {
          fields.v = group.pow(fields.v, three);
          fields.values.forEach(row -> row.replaceAll(value -> group.pow(value, three)));
        });
  }

  @Test
  void refusesVerificationValuesOutsideOfTheGroup() {
    for (PublicRecord record : List.of(ADD, MULT)) {
      assertRecord("outside of G", record, fields -> fields.negate(0, 1));
      assertRecord("outside of G", record, fields -> fields.values.get(1).set(0, BigInteger.ZERO));
      assertRecord("is 1 or", record, fields -> fields.values.get(1).set(0, BigInteger.ONE));
      assertRecord("exceeds N-1", record, fields -> fields.values.get(1).set(0, record.modulus()));
    }
  }

  @Test
  void refusesSharesThatDoNotAddUp() {
    SignedQuadraticResidues group = new SignedQuadraticResidues(ADD.modulus());
    for (int row = 0; row < 2; row++) {
      int changed = row;
      assertRecord(
          "do not add up to d",
          ADD,
          fields -> fields.values.get(changed).replaceAll(x -> group.multiply(x, fields.v)));
    }
  }

  @Test
  void refusesArraysOfAnotherSize() {
    assertRecord("values of 2 rows", ADD, fields -> fields.values.remove(0));
    assertRecord("need 2 values per row", ADD, fields -> fields.values.get(0).remove(0));
    assertRecord("need 2 values per row", ADD, fields -> fields.values.get(0).add(BigInteger.TEN));
    assertRecord("need 2 public remainders, got 3", ADD, fields -> fields.pub.add(BigInteger.ZERO));
    assertRecord("the rows are for 2-of-3", ADD, fields -> fields.threshold = new Threshold(2, 4));
    assertRecord("e is 65536", ADD, fields -> fields.publicExponent = 65536);
    DealChain chain = MULT.dealChain().orElseThrow();
    assertRecord(
        "chain size",
        MULT,
        fields -> fields.chain = Optional.of(new DealChain(chain.rows().subList(0, 1))));
    assertRecord("does not belong", ADD, fields -> fields.chain = Optional.of(chain));
  }

  @Test
  void refusesRecordsOfFamilyMultWithoutAChain() {
    Checks.assertFails("deal:chain", () -> edited(MULT, f -> f.chain = Optional.empty()).check());
  }

  @Test
  void refusesAChainWithAWrongStepProofOrEnd() {
    SignedQuadraticResidues group = new SignedQuadraticResidues(MULT.modulus());
    for (int row = 0; row < 2; row++) {
      for (int colour = 0; colour < 2; colour++) {
        DealChain.Step step = MULT.dealChain().orElseThrow().rows().get(row).get(colour);
        BigInteger otherY = group.multiply(step.y(), MULT.v());
        BigInteger otherZ = step.proof().z().add(BigInteger.ONE);
        assertChain(row, colour, new DealChain.Step(otherY, step.proof()));
        assertChain(
            row,
            colour,
            new DealChain.Step(step.y(), new ProofOfCorrectness(step.proof().c(), otherZ)));
      }
    }
  }

  @Test
  void refusesADealerWhoseSharesDoNotMultiplyToTheExponent() {
    // The chain is honestly proved, but for parts 7 and 240 instead of 7 and 241.
    PlainArithmetic engine = PlainArithmetic.constant();
    PublicRecord toy = Toy.mult();
    Checks.assertFails("deal:chain", () -> ToyChains.verify(toy, engine, new int[] {7, 241 + 1}));
    assertThatCode(() -> ToyChains.verify(toy, engine, Toy.FACTORS[0])).doesNotThrowAnyException();
  }

  @Test
  void nodesInsistOnTheSizesOfA9() {
    ADD.checkSizes();
    Checks.assertFails("record", Toy.add()::checkSizes);
    Checks.assertFails("record", () -> edited(ADD, f -> f.publicExponent = 3).checkSizes());
    Checks.assertFails(
        "record", () -> edited(ADD, f -> f.modulus = f.modulus.setBit(2048)).checkSizes());
  }

  @Test
  void everyNumberOfTheRecordIsInTheKeyId() {
    List<Consumer<Fields>> edits =
        List.of(
            f -> f.family = Family.MULT,
            f -> f.modulus = f.modulus.add(BigInteger.TWO),
            f -> f.publicExponent = 3,
            f -> f.epoch = 1,
            f -> f.sigma = BigInteger.TWO,
            f -> f.delta = BigInteger.TWO,
            f -> f.shareBits++,
            f -> f.dBits++,
            f -> f.v = BigInteger.TWO,
            f -> f.values.get(1).set(1, BigInteger.TWO),
            f -> f.phf = PerfectHashFamily.parse(f.threshold, List.of("001", "010")),
            f -> f.pub.set(0, BigInteger.ONE.negate()));

    List<KeyId> ids = new ArrayList<>(List.of(ADD.keyId()));
    edits.forEach(edit -> ids.add(edited(ADD, edit).keyId()));
    assertThat(ids).doesNotHaveDuplicates();
  }

  private static void assertRecord(String detail, PublicRecord record, Consumer<Fields> edit) {
    CheckFailed failed = Checks.assertFails("record", () -> edited(record, edit).check());
    assertThat(failed.detail()).contains(detail);
  }

  private static void assertChain(int row, int colour, DealChain.Step step) {
    List<List<DealChain.Step>> rows = new ArrayList<>();
    MULT.dealChain().orElseThrow().rows().forEach(steps -> rows.add(new ArrayList<>(steps)));
    rows.get(row).set(colour, step);
    Checks.assertFails(
        "deal:chain",
        () -> edited(MULT, fields -> fields.chain = Optional.of(new DealChain(rows))).check());
  }

  private static PublicRecord edited(PublicRecord record, Consumer<Fields> edit) {
    Fields fields = new Fields(record);
    edit.accept(fields);
    return fields.toRecord();
  }

  /** A record taken apart. */
  private static final class Fields {
    Family family;
    BigInteger modulus;
    int publicExponent;
    Threshold threshold;
    int epoch;
    BigInteger sigma;
    BigInteger delta;
    int shareBits;
    int dBits;
    BigInteger v;
    final List<List<BigInteger>> values = new ArrayList<>();
    PerfectHashFamily phf;
    final List<BigInteger> pub;
    Optional<DealChain> chain;

    Fields(PublicRecord record) {
      family = record.family();
      modulus = record.modulus();
      publicExponent = record.publicExponent();
      threshold = record.threshold();
      epoch = record.epoch();
      sigma = record.sigma();
      delta = record.delta();
      shareBits = record.shareBits();
      dBits = record.dBits();
      v = record.v();
      record.verificationValues().forEach(row -> values.add(new ArrayList<>(row)));
      phf = record.phf();
      pub = new ArrayList<>(record.pub());
      chain = record.dealChain();
    }

    void negate(int row, int colour) {
      values.get(row).set(colour, modulus.subtract(values.get(row).get(colour)));
    }

    PublicRecord toRecord() {
      return new PublicRecord(
          family,
          modulus,
          publicExponent,
          threshold,
          epoch,
          sigma,
          delta,
          shareBits,
          dBits,
          v,
          values,
          phf,
          pub,
          chain);
    }
  }
}
