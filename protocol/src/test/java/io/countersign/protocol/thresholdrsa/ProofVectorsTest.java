package io.countersign.protocol.thresholdrsa;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every negative case of a proof in the vectors fails the check it must fail. */
class ProofVectorsTest {
  static Stream<Arguments> negative() {
    return TestVectors.all().stream()
        .flatMap(
            vectors ->
                vectors.negative("proof").stream()
                    .map(node -> Arguments.of(vectors, node.get("name").asText(), node)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("negative")
  void refusesEveryBadProofOfTheVectors(TestVectors vectors, String name, JsonNode node) {
    PublicRecord record = vectors.record();
    CorrectnessStatement statement =
        new CorrectnessStatement(
            new SignedQuadraticResidues(record.modulus()),
            record.keyId(),
            TestVectors.octets(node, "header_hash"),
            List.of(
                node.get("device").asInt(),
                node.get("label").get(0).asInt(),
                node.get("label").get(1).asInt(),
                node.get("hop").asInt()),
            record.shareBits(),
            record.v(),
            TestVectors.number(node.get("vk")),
            TestVectors.number(node.get("base")),
            TestVectors.number(node.get("y")));

    Checks.assertFails(
        node.get("must_fail").asText(), () -> statement.verify(TestVectors.proof(node)));
  }
}
