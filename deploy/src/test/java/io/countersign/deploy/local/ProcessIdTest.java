package io.countersign.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdTest {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  @TempDir private Path folder = Path.of("");
  private @Nullable Process child;

  /** A shell whose name, as the kernel shows it, looks like further fields of its status. */
  @BeforeEach
  void startChild() throws IOException {
    Path shell =
        Files.copy(
            Path.of("/bin/sh"), folder.resolve("a) S 1 (b"), StandardCopyOption.COPY_ATTRIBUTES);
    child = new ProcessBuilder(List.of(shell.toString(), "-c", "read line; exit 0")).start();
  }

  @AfterEach
  void endChild() throws InterruptedException {
    child().destroyForcibly().waitFor();
  }

  @Test
  void isRecognisedFromItsFileUntilItEnds() throws Exception {
    Path file = folder.resolve("pid");
    ProcessId.of(child().toHandle()).write(file);
    ProcessId read = ProcessId.read(file).orElseThrow();
    assertThat(read).isEqualTo(ProcessId.of(child().toHandle()));
    assertThat(read.alive()).contains(child().toHandle());

    child().destroyForcibly().waitFor();
    assertThat(read.alive()).isEmpty();
  }

  @Test
  void isNamedByTicksSinceTheBootWhichNoStepOfTheClockMoves() throws Exception {
    assumeTrue(Files.exists(BOOT_ID), "this system has no /proc");
    Path file = folder.resolve("pid");
    ProcessId.of(child().toHandle()).write(file);
    String boot = Files.readString(BOOT_ID).strip();
    assertThat(Files.readString(file).strip().split(" "))
        .containsExactly(Long.toString(child().pid()), ticks(), boot);
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTakenForIt() throws IOException {
    assumeTrue(Files.exists(BOOT_ID), "this system has no /proc");
    ProcessId own = ProcessId.of(child().toHandle());
    assertThat(new ProcessId(own.pid(), own.started() + 1, own.boot()).alive()).isEmpty();
    assertThat(new ProcessId(own.pid(), own.started(), "0-another-boot").alive()).isEmpty();
  }

  @Test
  void aFileOfAnEarlierVersionIsReadByItsOwnRule() throws IOException {
    Instant started = child().info().startInstant().orElseThrow();
    assertThat(read(child().pid() + " " + started.plusSeconds(1).toEpochMilli()).alive())
        .contains(child().toHandle());
    assertThat(read(child().pid() + " " + started.plusSeconds(5).toEpochMilli()).alive()).isEmpty();
  }

  @Test
  void whatIsNoPidFileNamesNobody() throws IOException {
    Path file = folder.resolve("pid");
    for (String text : List.of("", "12", "-1 5", "12 x", "12 5 a b")) {
      Files.writeString(file, text);
      assertThat(ProcessId.read(file)).as(text).isEmpty();
    }
    assertThat(ProcessId.read(folder.resolve("none"))).isEmpty();
  }

  private ProcessId read(String text) throws IOException {
    return ProcessId.read(Files.writeString(folder.resolve("old"), text + "\n")).orElseThrow();
  }

  /** The 22nd field, read another way: the last 31 of the 52 fields hold no blank. */
  private String ticks() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(child().pid()), "stat")).strip();
    String[] words = stat.split(" ", -1);
    return words[words.length - 31];
  }

  private Process child() {
    if (child == null) {
      throw new IllegalStateException("no child was started");
    }
    return child;
  }
}
