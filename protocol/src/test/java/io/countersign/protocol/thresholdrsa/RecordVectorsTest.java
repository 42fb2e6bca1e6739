package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordVectorsTest {
  static List<TestVectors> files() {
    return TestVectors.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void keyIdIsTheOneOfTheIndependentImplementation(TestVectors vectors) {
    assertThat(vectors.record().keyId().octets()).isEqualTo(vectors.keyId());
  }

  @ParameterizedTest
  @MethodSource("files")
  void theRecordPassesAllItsChecks(TestVectors vectors) {
    vectors.record().check();
    vectors.record().checkSizes();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyDeviceFindsItsShareBehindItsVerificationValues(TestVectors vectors) {
    for (int device = 1; device <= vectors.record().threshold().n(); device++) {
      try (KeyShare share = vectors.share(device, PlainArithmetic.constant())) {
        share.checkAgainst(vectors.record());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyDeviceHoldsThePartOfItsColourInEveryRow(TestVectors vectors) {
    PerfectHashFamily phf = vectors.record().phf();

    for (int device = 1; device <= vectors.record().threshold().n(); device++) {
      List<BigInteger> held = vectors.shareValues(device);
      for (int row = 0; row < phf.size(); row++) {
        assertThat(held.get(row))
            .isEqualTo(vectors.dealerRows().get(row).get(phf.colour(row, device)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void thePartsOfEveryRowMakeThePrivateExponent(TestVectors vectors) {
    BigInteger lambda = vectors.key("lambda_");

    for (List<BigInteger> row : vectors.dealerRows()) {
      BigInteger joined =
          vectors.record().family() == Family.ADD
              ? row.stream().reduce(BigInteger.ZERO, BigInteger::add)
              : row.stream().reduce(BigInteger.ONE, BigInteger::multiply);
      assertThat(joined.mod(lambda)).isEqualTo(vectors.key("d"));
    }
  }
}
