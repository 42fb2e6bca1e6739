package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExternalFilesTest {
  @Test
  void everyFileIsTheOneThatWasCopied() {
    byte[] list = ExternalFiles.bytes(ExternalFiles.ROOT.resolve("SHA256SUMS"));
    List<String> sums = new String(list, StandardCharsets.UTF_8).lines().toList();
    assertThat(sums).hasSize(356);
    for (String line : sums) {
      String[] sumAndName = line.split(" {2}", 2);
      byte[] octets = ExternalFiles.bytes(ExternalFiles.ROOT.resolve(sumAndName[1]));
      assertThat(Octets.of(octets).sha256().hex()).as(sumAndName[1]).isEqualTo(sumAndName[0]);
    }
  }
}
