package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.protocol.thresholdrsa.CombineResult.BadPartials;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The binding of a serial chain: CRYPTO.md 3.3, A4, A5; 7, rows 1, 4, 20 and 21. */
class SerialSignerTest {
  private final TestVectors vectors = TestVectors.MULT_3_5;
  private final PublicRecord record = vectors.record();
  private final JsonNode session = vectors.sessions().get(0);
  private final SessionHeader header = vectors.header(session);
  private final EncodedMessage em = record.encode(header);
  private final SignedQuadraticResidues group = new SignedQuadraticResidues(record.modulus());
  private final PlainArithmetic engine = PlainArithmetic.constant();

  /** Devices 3, 1, 2 in this order, as in the vectors. */
  private final List<Hop> hops = hops();

  @Test
  void theFirstHopTakesNothingFromOutside() {
    Hop hop = signer(3).hop(header, em, List.of());

    assertThat(hop.yIn()).isEqualTo(em.u());
    assertThat(engine.basesRaised).containsExactly(em.u());
  }

  @Test
  void aMiddleHopRefusesAValueThatIsNotProvedFromTheDocument() {
    // The value is a right first hop, but of another document.
    BigInteger other = group.abs(vectors.share(3, engine).secret(2).pow(four(), record.modulus()));
    engine.basesRaised.clear();

    for (ProofOfCorrectness proof : List.of(hops.get(0).proof().orElseThrow(), anyProof())) {
      Hop forged = new Hop(1, 3, em.u(), other, Optional.of(proof));
      CheckFailed failed =
          Checks.assertFails("proof:challenge", () -> signer(1).hop(header, em, List.of(forged)));
      assertThat(failed.culprit()).hasValue(3);
    }
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void aMiddleHopRefusesAHopWithoutProof() {
    Hop bare = new Hop(1, 3, em.u(), hops.get(0).y(), Optional.empty());

    CheckFailed failed =
        Checks.assertFails("hop:no-proof", () -> signer(1).hop(header, em, List.of(bare)));
    assertThat(failed.culprit()).hasValue(3);
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void everyHopRefusesValuesOutsideOfTheGroupBeforeItRaisesThem() {
    Hop first = hops.get(0);
    BigInteger negative = record.modulus().subtract(first.y());
    for (int device : new int[] {1, 2}) {
      assertRefused("hop:range", device, first, BigInteger.ZERO);
      assertRefused("hop:range", device, first, negative);
      assertRefused("hop:range", device, first, record.modulus());
      assertRefused("hop:range", device, first, record.modulus().add(first.y()));
      assertRefused("hop:jacobi", device, first, vectors.key("p"));
      assertRefused("hop:jacobi", device, first, nonResidue());
    }
    Hop second = hops.get(1);
    assertRefused("hop:range", 2, second, record.modulus().subtract(second.y()));
    assertRefused("hop:jacobi", 2, second, nonResidue());
    assertRefused("hop:jacobi", 2, second, vectors.key("q"));
  }

  @Test
  void refusesDevicesThatAreNoSignersDoubledOrOutOfOrder() {
    Hop first = hops.get(0);
    Hop second = hops.get(1);

    assertDevices(3, List.of(first));
    assertDevices(3, List.of(first, second));
    assertDevices(2, List.of(first, with(second, 2, 3)));
    assertDevices(2, List.of(first, with(second, 2, 4)));
    assertDevices(2, List.of(second));
    assertDevices(2, List.of(with(first, 2, 3)));
    assertDevices(2, List.of(first, with(second, 3, 1)));
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void refusesToContinueAFinishedChain() {
    List<Hop> finished = new ArrayList<>(hops);
    finished.add(signer(2).hop(header, em, hops));
    engine.basesRaised.clear();

    assertDevices(2, finished);
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void refusesAHopThatSaysItWasGivenSomethingElse() {
    Hop second = hops.get(1);
    Hop broken = new Hop(2, 1, em.u(), second.y(), second.proof());
    Hop wrongStart = new Hop(1, 3, four(), hops.get(0).y(), hops.get(0).proof());

    CheckFailed failed =
        Checks.assertFails(
            "hop:input", () -> signer(2).hop(header, em, List.of(hops.get(0), broken)));
    assertThat(failed.culprit()).hasValue(1);
    Checks.assertFails("hop:input", () -> signer(1).hop(header, em, List.of(wrongStart)));
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void theLastHopReleasesNothingButTheRootOfThisDocument() {
    Hop second = hops.get(1);
    Hop wrong = new Hop(2, 1, second.yIn(), group.multiply(second.y(), four()), second.proof());

    CheckFailed failed =
        Checks.assertFails(
            "hop:release", () -> signer(2).hop(header, em, List.of(hops.get(0), wrong)));
    assertThat(failed.culprit()).hasValue(1);
    assertThat(failed.detail()).doesNotContain(second.y().toString());
  }

  @Test
  void theLastHopAccusesNobodyWhenItsOwnComputationFails() {
    engine.fault = y -> y.shiftLeft(2);

    CheckFailed failed = Checks.assertFails("hop:release", () -> signer(2).hop(header, em, hops));
    assertThat(failed.culprit()).isEmpty();
  }

  @Test
  void aMiddleHopThatComputesWronglySendsNothing() {
    engine.fault = y -> y.shiftLeft(2);

    Checks.assertFails("proof:own", () -> signer(3).hop(header, em, List.of()));
  }

  @Test
  void theLastHopBlindsTheBaseThatOthersChoseWhateverTheEngine() {
    Hop once = signer(2).hop(header, em, hops);
    Hop again = signer(2).hop(header, em, hops);

    assertThat(again).isEqualTo(once);
    assertThat(engine.basesRaised)
        .hasSize(2)
        .doesNotContain(hops.get(1).y())
        .doesNotHaveDuplicates();
  }

  @Test
  void aLeakingEngineSeesBlindedBasesAtEveryHop() {
    PlainArithmetic leaking = PlainArithmetic.leaking();
    SerialSigner signer =
        new SerialSigner(record, vectors.share(1, leaking), leaking, new SecureRandom());

    assertThat(signer.hop(header, em, hops.subList(0, 1)).y()).isEqualTo(hops.get(1).y());
    assertThat(leaking.basesRaised).hasSize(1).doesNotContain(hops.get(0).y());
  }

  @Test
  void refusesHeadersAndMessagesAsTheParallelSignerDoes() {
    SessionHeader other = vectors.header(vectors.sessions().get(1));

    Checks.assertFails("header:document", () -> signer(3).hop(other, em, List.of()));
    Checks.assertFails("header:signers", () -> signer(5).hop(header, em, List.of()));
    assertThat(engine.basesRaised).isEmpty();
  }

  @Test
  void finishingBlamesALastDeviceThatReleasedAWrongValue() {
    Combiner combiner = new Combiner(record);
    Hop last = signer(2).hop(header, em, hops);
    Hop wrong = new Hop(3, 2, last.yIn(), group.multiply(last.y(), four()), Optional.empty());
    Hop negative = new Hop(3, 2, last.yIn(), record.modulus().subtract(last.y()), last.proof());

    assertThat(combiner.finish(header, em, append(wrong)))
        .isEqualTo(new BadPartials(List.of(new Culprit(2, "hop:release"))));
    assertThat(combiner.finish(header, em, append(negative)))
        .isEqualTo(new BadPartials(List.of(new Culprit(2, "hop:range"))));
    Checks.assertFails("hop:devices", () -> combiner.finish(header, em, hops));
  }

  @Test
  void theProofsOfTheHopsNameTheCheat() {
    Hop second = hops.get(1);
    Hop wrong = new Hop(2, 1, second.yIn(), group.square(second.y()), second.proof());
    Combiner combiner = new Combiner(record);

    assertThat(combiner.blameHops(header, em, List.of(hops.get(0), wrong)))
        .isEqualTo(new Blame(List.of(new Culprit(1, "proof:challenge")), List.of()));
    assertThat(combiner.blameHops(header, em, append(signer(2).hop(header, em, hops))))
        .isEqualTo(new Blame(List.of(), List.of(2)));
  }

  private void assertRefused(String check, int device, Hop hop, BigInteger y) {
    List<Hop> earlier = new ArrayList<>(hops.subList(0, hop.position() - 1));
    earlier.add(new Hop(hop.position(), hop.device(), hop.yIn(), y, hop.proof()));
    CheckFailed failed = Checks.assertFails(check, () -> signer(device).hop(header, em, earlier));
    assertThat(failed.culprit()).hasValue(hop.device());
    assertThat(engine.basesRaised).isEmpty();
  }

  private void assertDevices(int device, List<Hop> earlier) {
    Checks.assertFails("hop:devices", () -> signer(device).hop(header, em, earlier));
  }

  private List<Hop> append(Hop last) {
    List<Hop> all = new ArrayList<>(hops);
    all.add(last);
    return all;
  }

  private List<Hop> hops() {
    List<Hop> read = new ArrayList<>();
    for (JsonNode node : TestVectors.list(session.get("hops")).subList(0, 2)) {
      read.add(
          new Hop(
              node.get("hop").asInt(),
              node.get("device").asInt(),
              TestVectors.number(node.get("y_in")),
              TestVectors.number(node.get("y")),
              Optional.of(TestVectors.proof(node))));
    }
    return read;
  }

  private static Hop with(Hop hop, int position, int device) {
    return new Hop(position, device, hop.yIn(), hop.y(), hop.proof());
  }

  private ProofOfCorrectness anyProof() {
    return hops.get(1).proof().orElseThrow();
  }

  private BigInteger nonResidue() {
    BigInteger candidate = BigInteger.TWO;
    while (Jacobi.symbol(candidate, record.modulus()) != -1) {
      candidate = candidate.add(BigInteger.ONE);
    }
    return candidate;
  }

  private static BigInteger four() {
    return BigInteger.valueOf(4);
  }

  private SerialSigner signer(int device) {
    return new SerialSigner(record, vectors.share(device, engine), engine, new SecureRandom());
  }
}
