package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was acknowledged survives the death of the process; what was not is whole or absent. */
class LogCrashTest {
  private final TestNode cobalt = TestNode.cobalt();
  private final Path folder;

  LogCrashTest(@TempDir Path parent) {
    this.folder = parent.resolve("log");
  }

  @ParameterizedTest
  @EnumSource(DyingStore.Step.class)
  void losesNothingAcknowledgedWhenTheProcessDiesAtAnyStepOfAnyBatch(DyingStore.Step step)
      throws IOException {
    NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();
    List<LogRecord> certain = new ArrayList<>();
    for (int batch = 1; batch <= 12; batch++) {
      DyingStore store = new DyingStore(FileLogStore.open(folder), step, 1 + batch % 3);
      List<LogRecord> replayed = new ArrayList<>();
      try (NodeLog log = NodeLog.open(store, cobalt.owner(), TestNode.CLOCK, 1500, replayed::add)) {
        assertThat(replayed).as("batch %d", batch).isEqualTo(certain);
        assertThatExceptionOfType(DyingStore.Died.class)
            .isThrownBy(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    certain.addAll(log.commit(TestNode.votes(certain.size(), 2)));
                  }
                });
      }
      boolean whole = step == DyingStore.Step.BEFORE_SYNC || step == DyingStore.Step.AFTER_SYNC;
      List<LogRecord> after = replay();
      assertThat(after).startsWith(certain.toArray(new LogRecord[0]));
      assertThat(after).hasSize(certain.size() + (whole ? 2 : 0));
      certain.clear();
      certain.addAll(after);
    }
  }

  @Test
  void countsOnSyncedOctetsOnly() throws IOException {
    MemoryStore store = new MemoryStore();
    NodeLog log = NodeLog.create(store, cobalt.owner(), TestNode.CLOCK, 1000);
    List<LogRecord> certain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      certain.addAll(log.commit(TestNode.votes(i, 1)));

      MemoryStore afterPowerCut = store.afterPowerCut();
      List<LogRecord> replayed = new ArrayList<>();
      NodeLog.open(afterPowerCut, cobalt.owner(), TestNode.CLOCK, 1000, replayed::add).close();
      assertThat(replayed).isEqualTo(certain);
    }
  }

  @Test
  void goesOnByItselfWhenTheDiskHasSpaceAgain() throws IOException {
    FileLogStore.createFolder(folder);
    FailingStore disk = new FailingStore(FileLogStore.open(folder));
    List<LogRecord> certain = new ArrayList<>();
    try (NodeLog log = NodeLog.create(disk, cobalt.owner(), TestNode.CLOCK, 1500)) {
      for (long seed = 0; seed < 200; seed++) {
        Random random = new Random(seed);
        disk.writesFail = random.nextInt(3) == 0;
        disk.syncsFail = random.nextInt(3) == 0;
        disk.rewindsFail = random.nextInt(3) == 0;
        try {
          certain.addAll(log.commit(TestNode.votes((int) seed, 1 + random.nextInt(3))));
          assertThat(disk.writesFail || disk.syncsFail).as("seed %d", seed).isFalse();
        } catch (LogUnwritable e) {
          assertThat(e).hasMessageContaining("this node does not act");
        }
      }
      disk.writesFail = false;
      disk.syncsFail = false;
      disk.rewindsFail = false;
      certain.addAll(log.commit(TestNode.votes(0, 1)));
    }

    assertThat(certain).hasSizeGreaterThan(50);
    assertThat(replay()).isEqualTo(certain);
    assertThat(LogVerification.of(folder, cobalt.identity(), cobalt::verify))
        .isInstanceOf(LogVerification.Sound.class);
  }

  @Test
  void keepsEveryAcknowledgedRecordWhenTheProcessIsKilled() throws Exception {
    for (int round = 1; round <= 3; round++) {
      Path log = Files.createDirectories(folder).resolve("killed-" + round);
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-cp",
                  System.getProperty("java.class.path"),
                  EndlessWriter.class.getName(),
                  log.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      long acknowledged = 0;
      try (BufferedReader lines = writer.inputReader()) {
        for (int i = 0; i < 50 * round; i++) {
          acknowledged = Long.parseLong(lines.readLine());
        }
        writer.toHandle().destroyForcibly();
        for (String line = lines.readLine(); isWhole(line); line = lines.readLine()) {
          acknowledged = Long.parseLong(line);
        }
      }
      assertThat(writer.waitFor()).isEqualTo(137);

      LogOwner trusting = new LogOwner(cobalt.identity(), cobalt::sign, (message, octets) -> true);
      List<LogRecord> records = new ArrayList<>();
      NodeLog.open(log, trusting, TestNode.CLOCK, records::add).close();
      assertThat(records.get(records.size() - 1).number("attempt"))
          .isGreaterThanOrEqualTo(acknowledged);
      for (int i = 0; i < records.size(); i++) {
        assertThat(records.get(i).number("attempt")).isEqualTo(i);
      }
    }
  }

  /** A line that the killed process could not finish lacks its closing zero. */
  private static boolean isWhole(@Nullable String line) {
    return line != null && line.length() == 9;
  }

  /** Commits one vote after another and prints each number, in nine digits, when it is durable. */
  static final class EndlessWriter {
    public static void main(String[] args) {
      TestNode node = TestNode.cobalt();
      try (NodeLog log = NodeLog.create(Path.of(args[0]), node.owner(), TestNode.CLOCK)) {
        for (int i = 0; !System.out.checkError(); i++) {
          log.commit(TestNode.votes(i, 1));
          System.out.printf("%09d%n", i);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private List<LogRecord> replay() throws IOException {
    List<LogRecord> records = new ArrayList<>();
    NodeLog.open(folder, cobalt.owner(), TestNode.CLOCK, records::add).close();
    return records;
  }
}
