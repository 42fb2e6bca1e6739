package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of every serial session of the vectors, and every negative case of a hop. */
class SerialVectorsTest {
  static Stream<Arguments> sessions() {
    return TestVectors.of(Family.MULT).stream()
        .flatMap(
            vectors -> vectors.sessions().stream().map(session -> Arguments.of(vectors, session)));
  }

  static Stream<Arguments> negative() {
    return TestVectors.of(Family.MULT).stream()
        .flatMap(
            vectors ->
                vectors.negative("hop").stream()
                    .map(node -> Arguments.of(vectors, node.get("name").asText(), node)));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void everyHopIsTheOneOfTheVectorsAndTheLastGivesTheSignature(
      TestVectors vectors, JsonNode session) {
    SessionHeader header = vectors.header(session);
    EncodedMessage em = vectors.record().encode(header);
    assertThat(header.hash().octets())
        .isEqualTo(TestVectors.octets(session.get("header"), "header_hash"));
    assertThat(em.x()).isEqualTo(TestVectors.number(session.get("EM")));
    assertThat(em.u()).isEqualTo(TestVectors.number(session.get("u")));

    List<Hop> hops = new ArrayList<>();
    for (JsonNode expected : session.get("hops")) {
      PlainArithmetic engine = PlainArithmetic.leaking();
      if (expected.has("nonce_r")) {
        engine.nextNonces.add(TestVectors.number(expected.get("nonce_r")));
      }
      Hop hop = signer(vectors, expected.get("device").asInt(), engine).hop(header, em, hops);
      assertHop(vectors, header, expected, hop);
      hops.add(hop);
    }

    BigInteger e = BigInteger.valueOf(vectors.record().publicExponent());
    assertThat(RsaRoot.of(e, TestVectors.number(session.get("epsilon"))))
        .isEqualTo(
            new RsaRoot(
                TestVectors.number(session.get("a")), TestVectors.number(session.get("b"))));
    assertThat(hops.get(hops.size() - 1).y()).isEqualTo(TestVectors.number(session.get("W")));
    Combined combined = (Combined) new Combiner(vectors.record()).finish(header, em, hops);
    Octets signature = TestVectors.octets(session, "signature");
    assertThat(combined.signature().octets()).isEqualTo(signature);
    assertThat(Jdk.verifies(vectors, header.alg(), TestVectors.document(session), signature))
        .isTrue();
  }

  private static void assertHop(
      TestVectors vectors, SessionHeader header, JsonNode expected, Hop hop) {
    assertThat(hop.position()).isEqualTo(expected.get("hop").asInt());
    assertThat(hop.yIn()).isEqualTo(TestVectors.number(expected.get("y_in")));
    assertThat(hop.y()).isEqualTo(TestVectors.number(expected.get("y")));
    CorrectnessStatement statement =
        CorrectnessStatement.ofSession(
            new SignedQuadraticResidues(vectors.record().modulus()),
            vectors.record(),
            header,
            hop.device(),
            hop.position(),
            hop.yIn(),
            hop.y());
    assertThat(statement.commitments(TestVectors.proof(expected)))
        .isEqualTo(
            new CorrectnessStatement.Commitments(
                TestVectors.number(expected.get("T1")), TestVectors.number(expected.get("T2"))));
    statement.verify(TestVectors.proof(expected));
    assertThat(hop.proof())
        .isEqualTo(
            expected.get("proof_needed").asBoolean()
                ? Optional.of(TestVectors.proof(expected))
                : Optional.empty());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("negative")
  void refusesEveryBadHopOfTheVectors(TestVectors vectors, String name, JsonNode node) {
    SessionHeader header = vectors.header(vectors.session(node.get("header_hash").asText()));
    Octets dochash =
        Octets.of(Digests.of(header.alg().hashAlgorithm()).digest(TestVectors.document(node)));
    EncodedMessage em = header.alg().encode(dochash, header.salt(), vectors.record().modulus());
    List<Hop> hops = hops(em.u(), node.get("hops"));
    PlainArithmetic engine = PlainArithmetic.leaking();
    SerialSigner signer = signer(vectors, node.get("acting_device").asInt(), engine);

    Checks.assertFails(node.get("must_fail").asText(), () -> signer.hop(header, em, hops));
  }

  private static List<Hop> hops(BigInteger u, JsonNode nodes) {
    List<Hop> hops = new ArrayList<>();
    BigInteger yIn = u;
    for (JsonNode node : nodes) {
      BigInteger y = TestVectors.number(node.get("y"));
      Optional<ProofOfCorrectness> proof =
          node.get("c").isNull() ? Optional.empty() : Optional.of(TestVectors.proof(node));
      hops.add(new Hop(hops.size() + 1, node.get("device").asInt(), yIn, y, proof));
      yIn = y;
    }
    return hops;
  }

  private static SerialSigner signer(TestVectors vectors, int device, PlainArithmetic engine) {
    return new SerialSigner(
        vectors.record(), vectors.share(device, engine), engine, new SecureRandom());
  }
}
