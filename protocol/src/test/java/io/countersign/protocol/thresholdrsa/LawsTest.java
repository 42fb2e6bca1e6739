package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.protocol.thresholdrsa.CombineResult.BadPartials;
import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for any document, signers, order and bit; the seed is in the name of a failed test.
 */
class LawsTest {
  private static final List<SignatureAlgorithm> ALGORITHMS =
      List.copyOf(EnumSet.allOf(SignatureAlgorithm.class));

  private final PlainArithmetic engine = PlainArithmetic.constant();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyTDevicesInAnyRowAndModeMakeTheSameBytes(long seed) {
    Random random = new Random(seed);
    SignatureAlgorithm algorithm = ALGORITHMS.get(random.nextInt(ALGORITHMS.size()));
    byte[] document = new byte[random.nextInt(200)];
    random.nextBytes(document);
    Octets salt = octets(random, algorithm.saltLength());

    List<Octets> signatures = new ArrayList<>();
    for (List<Integer> signers : Subsets.of(new Threshold(3, 5))) {
      List<Integer> order = new ArrayList<>(signers);
      Collections.shuffle(order, random);
      Session parallel = new Session(TestVectors.ADD_3_5, algorithm, document, salt, signers);
      signatures.add(signature(parallel.combine(parallel.partials(order))));
      Session serial = new Session(TestVectors.MULT_3_5, algorithm, document, salt, signers);
      Octets bySerial = signature(serial.finish(serial.hops(order)));
      assertThat(Jdk.verifies(TestVectors.MULT_3_5, algorithm, document, bySerial)).isTrue();
    }

    assertThat(signatures.stream().distinct()).hasSize(1);
    assertThat(Jdk.verifies(TestVectors.ADD_3_5, algorithm, document, signatures.get(0))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
  void flippingAnyBitOfAPartialSignatureNamesExactlyThatDevice(long seed) {
    Random random = new Random(seed);
    Session session = session(TestVectors.ADD_2_3, random);
    List<PartialSignature> partials = new ArrayList<>(session.partials(session.signers()));
    Map<Integer, ProofOfCorrectness> proofs = session.proofs();
    int index = random.nextInt(partials.size());
    PartialSignature right = partials.get(index);
    BigInteger flipped = right.y().flipBit(random.nextInt(2048));
    partials.set(index, new PartialSignature(right.device(), flipped));

    CombineResult result = session.combine(partials);

    List<Culprit> culprits =
        result instanceof BadPartials bad
            ? bad.culprits()
            : session.combiner.blame(session.header, session.em, partials, proofs).culprits();
    assertThat(culprits.stream().map(Culprit::device)).containsExactly(right.device());
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36})
  void flippingAnyBitOfAProofNamesExactlyThatDevice(long seed) {
    Random random = new Random(seed);
    Session session = session(TestVectors.ADD_2_3, random);
    Map<Integer, ProofOfCorrectness> proofs = session.proofs();
    int device = session.signers().get(random.nextInt(2));
    byte[] octets = session.prove(device).encode(session.record()).toByteArray();
    int bit = random.nextInt(8 * octets.length);
    octets[bit / 8] ^= (byte) (1 << (bit % 8));
    proofs.put(device, ProofOfCorrectness.decode(session.record(), Octets.of(octets)));

    Blame blame =
        session.combiner.blame(
            session.header, session.em, session.partials(session.signers()), proofs);

    assertThat(blame.culprits()).containsExactly(new Culprit(device, "proof:challenge"));
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48})
  void flippingAnyBitOfAHopStopsTheChainAndNamesItsDevice(long seed) {
    Random random = new Random(seed);
    Session session = session(TestVectors.MULT_3_5, random);
    List<Integer> order = new ArrayList<>(session.signers());
    Collections.shuffle(order, random);
    List<Hop> hops = new ArrayList<>(session.hops(order.subList(0, 1 + random.nextInt(2))));
    Hop last = hops.remove(hops.size() - 1);
    BigInteger flipped = last.y().flipBit(random.nextInt(2048));
    hops.add(new Hop(last.position(), last.device(), last.yIn(), flipped, last.proof()));

    CheckFailed failed =
        catchThrowableOfType(CheckFailed.class, () -> session.hop(order.get(hops.size()), hops));

    assertThat(failed).isNotNull();
    assertThat(failed.check()).isIn("hop:range", "hop:jacobi", "proof:challenge", "hop:release");
    assertThat(failed.culprit()).hasValue(last.device());
  }

  private Session session(TestVectors vectors, Random random) {
    byte[] document = new byte[20];
    random.nextBytes(document);
    List<List<Integer>> subsets = Subsets.of(vectors.record().threshold());
    return new Session(
        vectors,
        SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256,
        document,
        Octets.EMPTY,
        subsets.get(random.nextInt(subsets.size())));
  }

  private static Octets signature(CombineResult result) {
    return ((Combined) result).signature().octets();
  }

  private static Octets octets(Random random, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Octets.of(octets);
  }

  /** One attempt with the shares of a vector file. */
  private final class Session {
    final TestVectors vectors;
    final SessionHeader header;
    final EncodedMessage em;
    final Combiner combiner;

    Session(
        TestVectors vectors,
        SignatureAlgorithm algorithm,
        byte[] document,
        Octets salt,
        List<Integer> signers) {
      this.vectors = vectors;
      PublicRecord record = vectors.record();
      List<Integer> rows = record.phf().rowsSeparating(signers);
      this.header =
          new SessionHeader(
              record.keyId(),
              0,
              new SessionId(Octets.of(document).sha256()),
              algorithm,
              Octets.of(Digests.of(algorithm.hashAlgorithm()).digest(document)),
              salt,
              record.family() == Family.ADD ? SigningMode.PARALLEL : SigningMode.SERIAL,
              rows.get(rows.size() - 1),
              signers);
      this.em = record.encode(header);
      this.combiner = new Combiner(record);
    }

    PublicRecord record() {
      return vectors.record();
    }

    List<Integer> signers() {
      return header.signers();
    }

    List<PartialSignature> partials(List<Integer> order) {
      return order.stream().map(device -> signer(device).partial(header, em)).toList();
    }

    Map<Integer, ProofOfCorrectness> proofs() {
      Map<Integer, ProofOfCorrectness> proofs = new HashMap<>();
      signers().forEach(device -> proofs.put(device, prove(device)));
      return proofs;
    }

    ProofOfCorrectness prove(int device) {
      return signer(device).prove(header, em);
    }

    CombineResult combine(List<PartialSignature> partials) {
      return combiner.combine(header, em, partials);
    }

    List<Hop> hops(List<Integer> order) {
      List<Hop> hops = new ArrayList<>();
      for (int device : order) {
        hops.add(hop(device, hops));
      }
      return hops;
    }

    Hop hop(int device, List<Hop> earlier) {
      return new SerialSigner(record(), vectors.share(device, engine), engine, new SecureRandom())
          .hop(header, em, earlier);
    }

    CombineResult finish(List<Hop> hops) {
      return combiner.finish(header, em, hops);
    }

    private PartialSigner signer(int device) {
      return new PartialSigner(record(), vectors.share(device, engine), engine, new SecureRandom());
    }
  }
}
