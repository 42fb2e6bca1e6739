package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.countersign.coordinator.StatusView;
import io.countersign.deploy.local.RingFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RingStartTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final StatusView STATUS =
      new StatusView("test", 0, "coordinator", 0, List.of(), List.of(), List.of(), 0, List.of());

  @TempDir private Path home = Path.of("");

  private final CountDownLatch noticed = new CountDownLatch(1);
  private final List<String> said = new CopyOnWriteArrayList<>();
  private RingFolder ring = new RingFolder(Path.of(""));

  @BeforeEach
  void makeRing() throws IOException {
    ring = RingFolder.of(home, "test");
    for (String node : List.of("amber", "basalt", "coordinator")) {
      Files.createDirectories(ring.node(node).run());
    }
  }

  @Test
  void namesWhatWasGivenUpAndDoesNotWaitForIt() throws Exception {
    giveUp("amber", "ended with exit code 64");
    assertThatThrownBy(
            () ->
                new RingStart(ring, said::add)
                    .await(
                        (absent, wait) -> {
                          assertThat(absent).containsExactly("amber");
                          return STATUS;
                        },
                        LONG))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("amber")
        .asInstanceOf(type(CommandFailure.class))
        .extracting(CommandFailure::exit)
        .isEqualTo(ExitCode.REMOTE);
    assertThat(said)
        .containsExactly(
            "given up: amber (ended with exit code 64): mend it, then countersign node start amber");
  }

  @Test
  void noticesWhatIsGivenUpWhileItWaits() {
    RingStart start =
        new RingStart(
            ring,
            line -> {
              said.add(line);
              noticed.countDown();
            });
    assertThatThrownBy(
            () ->
                start.await(
                    (absent, wait) -> {
                      giveUp("basalt", "ended with exit code 65");
                      noticed.await();
                      return STATUS;
                    },
                    LONG))
        .hasMessageContaining("basalt");
    assertThat(said).hasSize(1);
  }

  @Test
  void doesNotWaitForAnAnswerOfACoordinatorThatWasGivenUp() {
    assertThatThrownBy(
            () ->
                new RingStart(ring, said::add)
                    .await(
                        (absent, wait) -> {
                          giveUp("coordinator", "ended with exit code 64");
                          new CountDownLatch(1).await();
                          return STATUS;
                        },
                        LONG))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("countersign node start coordinator");
  }

  @Test
  void isSilentWhenAllComes() throws Exception {
    assertThat(new RingStart(ring, said::add).await((absent, wait) -> STATUS, LONG))
        .isEqualTo(STATUS);
    assertThat(said).isEmpty();
  }

  private void giveUp(String node, String why) {
    try {
      Files.writeString(ring.node(node).run().resolve("given-up"), why + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
