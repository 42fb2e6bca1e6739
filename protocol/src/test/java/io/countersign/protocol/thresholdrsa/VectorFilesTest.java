package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"vectors", "wycheproof"})
  void everyFileIsTheOneThatWasCopied(String folder) {
    List<String> sums =
        new String(TestFiles.bytes(folder + "/SHA256SUMS"), StandardCharsets.US_ASCII)
            .lines()
            .toList();

    assertThat(sums).isNotEmpty();
    for (String line : sums) {
      String[] sumAndName = line.split(" {2}", 2);
      assertThat(Octets.of(TestFiles.bytes(folder + "/" + sumAndName[1])).sha256().hex())
          .as(sumAndName[1])
          .isEqualTo(sumAndName[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mult-2-3", "mult-3-5", "add-2-3", "add-3-5"})
  void sessionsCoverEverySetOfSignersAndEveryAlgorithm(String name) {
    TestVectors vectors =
        TestVectors.all().stream().filter(v -> v.toString().equals(name)).findFirst().orElseThrow();
    Stream<SessionHeader> headers = vectors.sessions().stream().map(vectors::header);

    List<SessionHeader> list = headers.toList();
    assertThat(list.stream().map(SessionHeader::signers).distinct())
        .containsExactlyInAnyOrderElementsOf(Subsets.of(vectors.record().threshold()));
    assertThat(list.stream().map(SessionHeader::alg).distinct())
        .containsExactlyInAnyOrder(SignatureAlgorithm.values());
  }
}
