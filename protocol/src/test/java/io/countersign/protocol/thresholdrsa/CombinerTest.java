package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.CombineResult.BadPartials;
import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import io.countersign.protocol.thresholdrsa.CombineResult.NeedsProofs;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** CRYPTO.md 3.2, A3; 7, rows 3, 4, 5, 12 and 22. */
class CombinerTest {
  private final TestVectors vectors = TestVectors.ADD_3_5;
  private final PublicRecord record = vectors.record();
  private final SessionHeader header = vectors.header(vectors.sessions().get(0));
  private final EncodedMessage em = record.encode(header);
  private final SignedQuadraticResidues group = new SignedQuadraticResidues(record.modulus());
  private final Combiner combiner = new Combiner(record);
  private final List<PartialSignature> partials =
      ParallelVectorsTest.partials(vectors.sessions().get(0));

  @Test
  void theOrderOfPartialsDoesNotMatter() {
    List<PartialSignature> reversed = new ArrayList<>(partials);
    Collections.reverse(reversed);

    assertThat(octets(combiner.combine(header, em, reversed)))
        .isEqualTo(octets(combiner.combine(header, em, partials)));
  }

  @Test
  void wantsExactlyOnePartialOfEverySigner() {
    PartialSignature foreign = new PartialSignature(4, partials.get(0).y());

    assertSigners(partials.subList(0, 2));
    assertSigners(List.of());
    assertSigners(List.of(partials.get(0), partials.get(0), partials.get(1)));
    assertSigners(List.of(partials.get(0), partials.get(1), foreign));
    List<PartialSignature> four = new ArrayList<>(partials);
    four.add(foreign);
    assertSigners(four);
  }

  @Test
  void valuesOutsideOfTheGroupConvictWithoutProofs() {
    BigInteger y1 = partials.get(0).y();
    BigInteger y3 = partials.get(2).y();
    BigInteger n = record.modulus();

    assertOutside("partial:range", n.subtract(y1));
    assertOutside("partial:range", n.add(y1));
    assertOutside("partial:range", BigInteger.ZERO);
    assertOutside("partial:range", n);
    assertOutside("partial:jacobi", vectors.key("p"));
    assertThat(
            combiner.combine(
                header,
                em,
                List.of(with(0, n.subtract(y1)), partials.get(1), with(2, n.subtract(y3)))))
        .isEqualTo(
            new BadPartials(
                List.of(new Culprit(1, "partial:range"), new Culprit(3, "partial:range"))));
  }

  @Test
  void namesExactlyTheDevicesThatCheated() {
    BigInteger four = BigInteger.valueOf(4);
    List<PartialSignature> bad =
        List.of(
            with(0, group.multiply(partials.get(0).y(), four)),
            partials.get(1),
            with(2, BigInteger.ONE));

    assertThat(combiner.combine(header, em, bad)).isInstanceOf(NeedsProofs.class);
    assertThat(combiner.blame(header, em, bad, proofs()))
        .isEqualTo(
            new Blame(
                List.of(new Culprit(1, "proof:challenge"), new Culprit(3, "proof:challenge")),
                List.of()));
  }

  @Test
  void cheatsThatCancelOutDoNotSpoilTheSignature() {
    BigInteger four = BigInteger.valueOf(4);
    BigInteger quarter = four.modInverse(record.modulus());
    List<PartialSignature> bad =
        List.of(
            with(0, group.multiply(partials.get(0).y(), four)),
            with(1, group.multiply(partials.get(1).y(), quarter)),
            partials.get(2));

    assertThat(octets(combiner.combine(header, em, bad)))
        .isEqualTo(octets(combiner.combine(header, em, partials)));
  }

  @Test
  void aDeviceWithoutProofIsUnprovenAndNoCheat() {
    Map<Integer, ProofOfCorrectness> proofs = proofs();
    proofs.remove(2);
    List<PartialSignature> bad =
        List.of(with(0, BigInteger.ONE), with(1, BigInteger.ONE), partials.get(2));

    assertThat(combiner.blame(header, em, bad, proofs))
        .isEqualTo(new Blame(List.of(new Culprit(1, "proof:challenge")), List.of(2)));
  }

  @Test
  void aProofOfAnotherDeviceConvictsItsSender() {
    Map<Integer, ProofOfCorrectness> proofs = proofs();
    proofs.put(1, proofs().get(2));

    assertThat(combiner.blame(header, em, partials, proofs))
        .isEqualTo(new Blame(List.of(new Culprit(1, "proof:challenge")), List.of()));
  }

  @Test
  void refusesAMessageThatIsNotTheHeaders() {
    SessionHeader other = vectors.header(vectors.sessions().get(1));
    EncodedMessage otherEm = record.encode(other);

    Checks.assertFails("header:document", () -> combiner.combine(header, otherEm, partials));
  }

  @Test
  void nothingIsExponentiatedForAValueOutOfTheGroup() {
    AtomicInteger powers = new AtomicInteger();
    Combiner counting =
        new Combiner(
            record,
            (base, exponent, modulus) -> {
              powers.incrementAndGet();
              return base.modPow(exponent, modulus);
            });

    counting.combine(
        header, em, List.of(with(0, record.modulus()), partials.get(1), partials.get(2)));
    assertThat(powers).hasValue(0);
  }

  private void assertSigners(List<PartialSignature> given) {
    Checks.assertFails("partial:signers", () -> combiner.combine(header, em, given));
    Checks.assertFails("partial:signers", () -> combiner.blame(header, em, given, Map.of()));
  }

  private void assertOutside(String check, BigInteger y) {
    List<PartialSignature> bad = List.of(with(0, y), partials.get(1), partials.get(2));

    assertThat(combiner.combine(header, em, bad))
        .isEqualTo(new BadPartials(List.of(new Culprit(1, check))));
    assertThat(combiner.blame(header, em, bad, Map.of()))
        .isEqualTo(new Blame(List.of(new Culprit(1, check)), List.of(2, 3)));
  }

  private PartialSignature with(int index, BigInteger y) {
    return new PartialSignature(partials.get(index).device(), y);
  }

  private Map<Integer, ProofOfCorrectness> proofs() {
    Map<Integer, ProofOfCorrectness> proofs = new HashMap<>();
    for (int device : header.signers()) {
      PlainArithmetic engine = PlainArithmetic.constant();
      proofs.put(
          device,
          new PartialSigner(record, vectors.share(device, engine), engine, new SecureRandom())
              .prove(header, em));
    }
    return proofs;
  }

  private static Octets octets(CombineResult result) {
    return ((Combined) result).signature().octets();
  }
}
