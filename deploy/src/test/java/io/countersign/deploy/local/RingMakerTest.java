package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.protocol.thresholdrsa.InsecureTestPrimes;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingMakerTest {
  private static final int JOURNAL_HEADER = 16;

  @TempDir private Path home = Path.of("");

  @Test
  void beginsTheJournalOfTheCoordinatorAndLeavesNothingBesideTheRing() throws Exception {
    RingFolder ring =
        new RingMaker(
                new RingPlan("true", 2048, new Threshold(2, 2)),
                (key, bits) ->
                    key.equals("swa") ? InsecureTestPrimes.first() : InsecureTestPrimes.second(),
                line -> {},
                Clock.systemUTC())
            .make(home);
    byte[] journal =
        Files.readAllBytes(ring.coordinator().path().resolve("journal/events.journal"));
    assertThat(journal)
        .hasSize(JOURNAL_HEADER)
        .startsWith("CSGNJRNL".getBytes(StandardCharsets.US_ASCII));
    try (Stream<Path> beside = Files.list(home.resolve("rings"))) {
      assertThat(beside.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("true", ".true.lock");
    }
    NodeConfigReader.read(ring.coordinator().config());
    NodeConfigReader.readClient(ring.clientConfig());
    assertThat(ring.nodeNames())
        .isEqualTo(List.of("agents-amber", "agents-basalt", "amber", "basalt", "coordinator"));
  }
}
