package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.protocol.thresholdrsa.CombineResult.Combined;
import io.countersign.protocol.thresholdrsa.CombineResult.NeedsProofs;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of every parallel session of the vectors, and every negative case of combining. */
class ParallelVectorsTest {
  static Stream<Arguments> sessions() {
    return TestVectors.of(Family.ADD).stream()
        .flatMap(
            vectors -> vectors.sessions().stream().map(session -> Arguments.of(vectors, session)));
  }

  static Stream<Arguments> negative() {
    return TestVectors.of(Family.ADD).stream()
        .flatMap(
            vectors ->
                vectors.negative("combine").stream().map(node -> Arguments.of(vectors, node)));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void headerMessageAndBaseAreThoseOfTheVectors(TestVectors vectors, JsonNode session) {
    SessionHeader header = vectors.header(session);
    EncodedMessage em = vectors.record().encode(header);

    vectors.record().checkHeader(header);
    assertThat(header.hash().octets())
        .isEqualTo(TestVectors.octets(session.get("header"), "header_hash"));
    assertThat(em.x()).isEqualTo(TestVectors.number(session.get("EM")));
    assertThat(em.u()).isEqualTo(TestVectors.number(session.get("u")));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void everyDeviceMakesThePartialSignatureAndTheProof(TestVectors vectors, JsonNode session) {
    SessionHeader header = vectors.header(session);
    EncodedMessage em = vectors.record().encode(header);

    for (JsonNode expected : session.get("partials")) {
      int device = expected.get("device").asInt();
      PlainArithmetic engine = PlainArithmetic.leaking();
      PartialSigner signer =
          new PartialSigner(
              vectors.record(), vectors.share(device, engine), engine, new SecureRandom());
      engine.nextNonces.add(TestVectors.number(expected.get("nonce_r")));

      PartialSignature partial = signer.partial(header, em);
      ProofOfCorrectness proof = signer.prove(header, em);

      assertThat(partial.y()).isEqualTo(TestVectors.number(expected.get("y")));
      assertThat(proof).isEqualTo(TestVectors.proof(expected));
      assertCommitments(vectors, header, expected);
    }
  }

  private static void assertCommitments(
      TestVectors vectors, SessionHeader header, JsonNode expected) {
    CorrectnessStatement statement =
        CorrectnessStatement.ofSession(
            new SignedQuadraticResidues(vectors.record().modulus()),
            vectors.record(),
            header,
            expected.get("device").asInt(),
            expected.get("hop").asInt(),
            TestVectors.number(expected.get("base")),
            TestVectors.number(expected.get("y")));
    assertThat(statement.vs()).isEqualTo(TestVectors.number(expected.get("vk")));
    assertThat(statement.commitments(TestVectors.proof(expected)))
        .isEqualTo(
            new CorrectnessStatement.Commitments(
                TestVectors.number(expected.get("T1")), TestVectors.number(expected.get("T2"))));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void combiningGivesProductExponentsAndSignature(TestVectors vectors, JsonNode session) {
    SessionHeader header = vectors.header(session);
    EncodedMessage em = vectors.record().encode(header);
    List<PartialSignature> partials = partials(session);
    Combiner combiner = new Combiner(vectors.record());

    BigInteger e = BigInteger.valueOf(vectors.record().publicExponent());
    RsaRoot root = RsaRoot.of(e, TestVectors.number(session.get("epsilon")));
    CombineResult result = combiner.combine(header, em, partials);

    assertThat(combiner.product(partials)).isEqualTo(TestVectors.number(session.get("W")));
    assertThat(root)
        .isEqualTo(
            new RsaRoot(
                TestVectors.number(session.get("a")), TestVectors.number(session.get("b"))));
    Octets signature = TestVectors.octets(session, "signature");
    assertThat(((Combined) result).signature().octets()).isEqualTo(signature);
    assertThat(
            SignatureVerifier.verify(
                vectors.record().modulus(), e, header.alg(), header.dochash(), signature))
        .isTrue();
    assertThat(Jdk.verifies(vectors, header.alg(), TestVectors.document(session), signature))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("negative")
  void namesTheCulpritsOfTheVectors(TestVectors vectors, JsonNode node) {
    JsonNode session = session(vectors, node);
    SessionHeader header = vectors.header(session);
    EncodedMessage em = vectors.record().encode(header);
    List<PartialSignature> partials = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.get("partials").properties()) {
      partials.add(
          new PartialSignature(
              Integer.parseInt(entry.getKey()), TestVectors.number(entry.getValue())));
    }
    Map<Integer, ProofOfCorrectness> proofs = new HashMap<>();
    for (JsonNode partial : session.get("partials")) {
      proofs.put(partial.get("device").asInt(), TestVectors.proof(partial));
    }
    Combiner combiner = new Combiner(vectors.record());

    CombineResult result = combiner.combine(header, em, partials);
    Blame blame = combiner.blame(header, em, partials, proofs);

    assertThat(result).isInstanceOf(NeedsProofs.class);
    assertThat(blame.culprits().stream().map(Culprit::device))
        .containsExactlyElementsOf(
            TestVectors.list(node.get("culprits")).stream().map(JsonNode::asInt).toList());
    assertThat(blame.unproven()).isEmpty();
  }

  /** The negative cases of combining are about the first session of their file. */
  private static JsonNode session(TestVectors vectors, JsonNode node) {
    return node.has("header_hash")
        ? vectors.session(node.get("header_hash").asText())
        : vectors.sessions().get(0);
  }

  static List<PartialSignature> partials(JsonNode session) {
    return TestVectors.list(session.get("partials")).stream()
        .map(
            partial ->
                new PartialSignature(
                    partial.get("device").asInt(), TestVectors.number(partial.get("y"))))
        .toList();
  }
}
