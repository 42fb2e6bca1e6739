package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DealerTest {
  private final PlainArithmetic engine = PlainArithmetic.constant();
  private final Dealer dealer = new Dealer(engine, new SecureRandom());

  static Stream<Threshold> thresholds() {
    return Stream.of(
        new Threshold(2, 2), new Threshold(2, 3), new Threshold(3, 5), new Threshold(3, 4));
  }

  @ParameterizedTest
  @MethodSource("thresholds")
  void bothFamiliesOfOneKeyMakeTheSameSignature(Threshold threshold) {
    try (Dealing dealing =
        dealer.deal(TestVectors.ADD_2_3.primes(), threshold, EnumSet.allOf(Family.class))) {
      PublicRecord add = dealing.record(Family.ADD);
      PublicRecord mult = dealing.record(Family.MULT);
      add.checkSizes();
      mult.checkSizes();
      assertThat(add.modulus()).isEqualTo(mult.modulus());
      assertThat(add.modulus()).isEqualTo(TestVectors.ADD_2_3.record().modulus());
      assertThat(add.keyId()).isNotEqualTo(mult.keyId());

      List<Integer> signers = Subsets.of(threshold).get(0);
      assertThat(serial(dealing, signers)).isEqualTo(parallel(dealing, signers));
    }
  }

  @Test
  void everyDeviceFindsItsShareRight() {
    Threshold threshold = new Threshold(2, 3);
    try (Dealing dealing =
        dealer.deal(TestVectors.ADD_2_3.primes(), threshold, EnumSet.allOf(Family.class))) {
      for (Family family : Family.values()) {
        for (int device = 1; device <= 3; device++) {
          DealtShare dealt = dealing.share(family, device);
          assertThat(dealt.device()).isEqualTo(device);
          assertThat(dealt.octets(0)).hasSize(256);
          try (KeyShare share = dealt.load(engine)) {
            share.checkAgainst(dealing.record(family));
          }
        }
      }
    }
    assertThat(engine.open).isZero();
  }

  @Test
  void rowsAreIndependent() {
    Threshold threshold = new Threshold(2, 3);
    for (Family family : Family.values()) {
      try (Dealing dealing =
          dealer.deal(TestVectors.ADD_2_3.primes(), threshold, EnumSet.of(family))) {
        DealtShare share = dealing.share(family, 1);
        assertThat(share.octets(0)).isNotEqualTo(share.octets(1));
        List<BigInteger> values =
            dealing.record(family).verificationValues().stream().flatMap(List::stream).toList();
        assertThat(values).hasSize(4).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aKeyIsDealtOnceForTheLowerOfTwoThresholdsWouldRule() {
    SafePrimes primes = TestVectors.ADD_2_3.primes();
    dealer.deal(primes, new Threshold(2, 2), Set.of(Family.ADD)).close();

    assertThatIllegalStateException()
        .isThrownBy(() -> dealer.deal(primes, new Threshold(2, 3), Set.of(Family.ADD)))
        .withMessageContaining("dealt once");
  }

  @Test
  void closingWipesEveryShare() {
    Dealing dealing =
        dealer.deal(TestVectors.ADD_2_3.primes(), new Threshold(2, 3), Set.of(Family.ADD));
    DealtShare share = dealing.share(Family.ADD, 2);
    dealing.close();

    assertThat(share.octets(0)).containsOnly(0);
    assertThat(share.octets(1)).containsOnly(0);
    assertThat(dealing.toString()).contains("redacted");
  }

  @Test
  void refusesNoFamilyAndAsksForTheRightOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dealer.deal(TestVectors.ADD_2_3.primes(), new Threshold(2, 2), Set.of()));
    try (Dealing dealing =
        dealer.deal(TestVectors.ADD_2_3.primes(), new Threshold(2, 2), Set.of(Family.ADD))) {
      assertThatIllegalArgumentException().isThrownBy(() -> dealing.record(Family.MULT));
      assertThatIllegalArgumentException().isThrownBy(() -> dealing.share(Family.MULT, 1));
    }
  }

  @Test
  void aDealerThatComputesWronglyHandsOutNothing() {
    engine.fault = y -> y.shiftLeft(2);

    Checks.assertFails(
        "record",
        () -> dealer.deal(TestVectors.ADD_2_3.primes(), new Threshold(2, 2), Set.of(Family.ADD)));
    assertThat(engine.open).isZero();
  }

  private Octets parallel(Dealing dealing, List<Integer> signers) {
    PublicRecord record = dealing.record(Family.ADD);
    SessionHeader header = header(record, signers);
    EncodedMessage em = record.encode(header);
    List<PartialSignature> partials = new ArrayList<>();
    for (int device : signers) {
      KeyShare share = dealing.share(Family.ADD, device).load(engine);
      partials.add(
          new PartialSigner(record, share, engine, new SecureRandom()).partial(header, em));
    }
    return ((Combined) new Combiner(record).combine(header, em, partials)).signature().octets();
  }

  private Octets serial(Dealing dealing, List<Integer> signers) {
    PublicRecord record = dealing.record(Family.MULT);
    SessionHeader header = header(record, signers);
    EncodedMessage em = record.encode(header);
    List<Hop> hops = new ArrayList<>();
    for (int device : signers) {
      KeyShare share = dealing.share(Family.MULT, device).load(engine);
      hops.add(new SerialSigner(record, share, engine, new SecureRandom()).hop(header, em, hops));
    }
    return ((Combined) new Combiner(record).finish(header, em, hops)).signature().octets();
  }

  private static SessionHeader header(PublicRecord record, List<Integer> signers) {
    return new SessionHeader(
        record.keyId(),
        0,
        new SessionId(Octets.of(new byte[32])),
        SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256,
        Octets.of(new byte[32]),
        Octets.EMPTY,
        record.family() == Family.ADD ? SigningMode.PARALLEL : SigningMode.SERIAL,
        record.phf().rowsSeparating(signers).get(0),
        signers);
  }
}
