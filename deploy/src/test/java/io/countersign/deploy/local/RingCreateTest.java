package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deploy.cli.CountersignCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ring create} as a process: no private key of a ring that did not come about stays. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RingCreateTest {
  @TempDir private Path home = Path.of("");

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatIsLeft() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aSignalLeavesNoKey() throws Exception {
    Process create = create();
    awaitLine(create, "making the cards");
    assertThat(making()).hasSize(1);
    create.destroy();
    assertThat(create.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(making()).isEmpty();
  }

  @Test
  void theEndOfItsParentLeavesNoKey() throws Exception {
    Process create = create("--until-input-ends");
    awaitLine(create, "making the cards");
    create.getOutputStream().close();
    assertThat(create.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(create.exitValue()).isEqualTo(1);
    assertThat(making()).isEmpty();
  }

  @Test
  void whatAKillLeftGoesAtTheNextTime() throws Exception {
    Files.createDirectories(home.resolve("rings/.test.making-1/nodes/amber/keys"));
    Files.writeString(home.resolve("rings/.test.making-1/nodes/amber/keys/identity.pem"), "key");
    Files.createDirectories(home.resolve("rings/.other.making-1"));
    RingFolder target = RingFolder.of(home, "test");
    try (MakingFolder making = MakingFolder.begin(target, line -> {})) {
      assertThat(making()).containsExactly(making.ring().path());
    }
    assertThat(making()).isEmpty();
    assertThat(Files.exists(home.resolve("rings/.other.making-1"))).isTrue();
  }

  @Test
  void theSecondOfTwoUsesTheRingOfTheFirst() throws Exception {
    RingFolder target = RingFolder.of(home, "test");
    Process second;
    try (MakingFolder making = MakingFolder.begin(target, line -> {})) {
      second = create("--if-missing");
      awaitLine(second, "another process makes ring test");
      assertThat(Files.isDirectory(making.ring().path())).isTrue();
      Files.writeString(making.ring().record(), "a record");
      making.become(target);
    }
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(Files.readString(target.record())).isEqualTo("a record");
    assertThat(making()).isEmpty();
  }

  @Test
  void aRingThatExistsIsNoErrorWhereItIsAskedSo() throws Exception {
    RingFolder target = RingFolder.of(home, "test");
    Files.createDirectories(target.path());
    Files.writeString(target.record(), "a record");
    List<String> words =
        new ArrayList<>(List.of("ring", "create", "--home", home.toString(), "--ring", "test"));
    assertThat(CountersignCommand.commandLine().execute(words.toArray(String[]::new))).isEqualTo(1);
    words.add("--if-missing");
    assertThat(CountersignCommand.commandLine().execute(words.toArray(String[]::new))).isZero();
  }

  private Process create(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("ring", "create", "--home", home.toString(), "--ring", "test"));
    words.addAll(List.of(more));
    Process process = new ProcessBuilder(JavaCommand.self(256, words)).start();
    started.add(process);
    return process;
  }

  private static void awaitLine(Process process, String beginning) throws Exception {
    BufferedReader said = process.errorReader();
    Optional<String> line =
        CompletableFuture.supplyAsync(
                () -> said.lines().filter(l -> l.startsWith(beginning)).findFirst())
            .get(120, TimeUnit.SECONDS);
    assertThat(line).as(beginning).isPresent();
  }

  private List<Path> making() throws IOException {
    try (Stream<Path> entries = Files.list(home.resolve("rings"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(".test.making-"))
          .toList();
    }
  }
}
