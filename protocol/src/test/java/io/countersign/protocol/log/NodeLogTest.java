package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTest {
  private final TestNode cobalt = TestNode.cobalt();

  private final Path parent;
  private final Path folder;

  NodeLogTest(@TempDir Path parent) {
    this.parent = parent;
    this.folder = parent.resolve("log");
  }

  @Test
  void replaysWhatWasCommittedAndNeitherGenesisNorSeals() throws IOException {
    List<LogRecord> committed = new ArrayList<>();
    try (NodeLog log = NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK)) {
      committed.addAll(log.commit(TestNode.votes(1, 1)));
      committed.addAll(log.commit(TestNode.votes(2, 3)));
    }

    List<LogRecord> replayed = new ArrayList<>();
    try (NodeLog log = NodeLog.open(folder, cobalt.owner(), TestNode.CLOCK, replayed::add)) {
      assertThat(log.head().n()).isEqualTo(8);
      assertThat(log.torn()).isEmpty();
      committed.addAll(log.commit(TestNode.votes(5, 1)));
    }

    assertThat(replayed).isEqualTo(committed.subList(0, 4));
    assertThat(committed).extracting(LogRecord::n).containsExactly(3L, 5L, 6L, 7L, 9L);
    assertThat(reopened()).isEqualTo(committed);
  }

  @Test
  void keepsEveryKindOfValueAndWritesPrintableAsciiOnly() throws IOException {
    String hostile = "\u001b[2J \"quoted\" back\\slash \u2028 \ud83d\ude00 lone \ud800 \u007f";
    Map<String, Object> body =
        Map.of(
            "text", hostile, "no", -3, "max", Long.MAX_VALUE, "ok", true, "of", List.of("a", ""));

    try (NodeLog log = NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK)) {
      log.commit(List.of(LogEntry.of("note", body), LogEntry.of("empty", Map.of())));
    }

    LogRecord note = reopened().get(0);
    assertThat(note.text("text")).isEqualTo(hostile);
    assertThat(note.number("no")).isEqualTo(-3);
    assertThat(note.number("max")).isEqualTo(Long.MAX_VALUE);
    assertThat(note.flag("ok")).isTrue();
    assertThat(note.texts("of")).containsExactly("a", "");
    assertThat(note.at()).isEqualTo(Instant.parse("2026-11-21T09:18:49.123Z"));
    assertThatIllegalArgumentException().isThrownBy(() -> note.text("no"));
    byte[] file = Files.readAllBytes(folder.resolve("log-000001.jsonl"));
    for (byte octet : file) {
      assertThat(octet == '\n' || (octet >= 0x20 && octet <= 0x7e)).isTrue();
    }
  }

  @Test
  void writesTheDocumentedLines() throws IOException {
    try (NodeLog log = NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK)) {
      log.commit(List.of(LogEntry.of("vote", "0a", Map.of("b", "x", "a", 1))));
    }

    List<String> lines = Files.readAllLines(folder.resolve("log-000001.jsonl"));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .isEqualTo(
            "{\"n\":1,\"at\":\"2026-11-21T09:18:49.123Z\",\"prev\":\""
                + "0".repeat(64)
                + "\",\"kind\":\"genesis\",\"body\":{\"format\":1,\"node\":\"cobalt\","
                + "\"serial\":\"0123456789abcdef0123456789abcdef\"}}");
    assertThat(lines.get(2))
        .isEqualTo(
            "{\"n\":3,\"at\":\"2026-11-21T09:18:49.123Z\",\"prev\":\""
                + Seals.hash(lines.get(1).getBytes(StandardCharsets.US_ASCII))
                + "\",\"kind\":\"vote\",\"request\":\"0a\",\"body\":{\"a\":1,\"b\":\"x\"}}");
    assertThat(lines.get(3)).contains("\"kind\":\"seal\",\"body\":{\"seal\":\"");
  }

  @Test
  void continuesTheChainThroughSegments() throws IOException {
    List<LogRecord> committed = new ArrayList<>();
    FileLogStore.createFolder(folder);
    try (NodeLog log =
        NodeLog.create(FileLogStore.open(folder), cobalt.owner(), TestNode.CLOCK, 2000)) {
      for (int i = 0; i < 20; i++) {
        committed.addAll(log.commit(TestNode.votes(i, 1 + i % 3)));
      }
    }

    assertThat(folder.resolve("log-000005.jsonl")).exists();
    assertThat(reopened()).isEqualTo(committed);
    assertThat(LogVerification.of(folder, cobalt.identity(), cobalt::verify))
        .isInstanceOfSatisfying(
            LogVerification.Sound.class,
            sound -> {
              assertThat(sound.records()).isEqualTo(committed.size() + 1);
              assertThat(sound.seals()).isEqualTo(21);
              assertThat(sound.unsealedOctets()).isZero();
            });
  }

  @Test
  void keepsFolderAndFilesToItsOwner() throws IOException {
    NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("log-000001.jsonl"))))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesASecondWriterAndNamesTheProcess() throws IOException {
    try (NodeLog log = NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK)) {
      assertThat(log.head().n()).isEqualTo(2);
      assertThatExceptionOfType(LogInUse.class)
          .isThrownBy(() -> NodeLog.open(folder, cobalt.owner(), TestNode.CLOCK, r -> {}))
          .withMessageContaining("process " + ProcessHandle.current().pid());
    }

    assertThat(reopened()).isEmpty();
  }

  @Test
  void refusesToOpenWhatIsNotThereAndToCreateWhatIs() throws IOException {
    assertThatExceptionOfType(LogDamaged.class)
        .isThrownBy(this::reopened)
        .withMessageContaining("no such folder");

    FileLogStore.createFolder(folder);
    assertThatExceptionOfType(LogDamaged.class)
        .isThrownBy(this::reopened)
        .withMessageContaining("there is no log in it");

    assertThat(NodeLog.exists(folder)).isFalse();
    NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();
    assertThat(NodeLog.exists(folder)).isTrue();
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK));
  }

  @Test
  void finishesACreationThatWasInterruptedAtAnyOctet() throws IOException {
    NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();
    byte[] whole = Files.readAllBytes(folder.resolve("log-000001.jsonl"));

    for (int length = 0; length < whole.length; length += 7) {
      Files.write(folder.resolve("log-000001.jsonl"), Arrays.copyOf(whole, length));
      assertThatExceptionOfType(LogDamaged.class).isThrownBy(this::reopened);
      NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();
      assertThat(reopened()).isEmpty();
    }
  }

  @Test
  void refusesAFolderOrASegmentThatIsALink() throws IOException {
    NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
    assertThatExceptionOfType(LogDamaged.class)
        .isThrownBy(() -> NodeLog.open(link, cobalt.owner(), TestNode.CLOCK, r -> {}))
        .withMessageContaining("is a link");

    Path moved = Files.move(folder.resolve("log-000001.jsonl"), parent.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("log-000001.jsonl"), moved);
    assertThatExceptionOfType(LogDamaged.class)
        .isThrownBy(this::reopened)
        .withMessageContaining("log-000001.jsonl");
  }

  @Test
  void refusesASignerThatIsNotOfItsPublicKey() {
    TestNode other = TestNode.cobalt();
    LogOwner mixed = new LogOwner(cobalt.identity(), other::sign, cobalt::verify);

    assertThatIllegalStateException()
        .isThrownBy(() -> NodeLog.create(folder, mixed, TestNode.CLOCK))
        .withMessageContaining("does not match its public key");
  }

  @Test
  void refusesEmptyAndOverlongBatchesAndStaysUsable() throws IOException {
    try (NodeLog log = NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK)) {
      String text = "x".repeat(LogLimits.TEXT_CHARS);
      LogEntry large = LogEntry.of("large", Map.of("text", text));

      assertThatIllegalArgumentException().isThrownBy(() -> log.commit(List.of()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.commit(TestNode.votes(0, LogLimits.BATCH_RECORDS + 1)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> log.commit(Collections.nCopies(64, large)));
      log.commit(TestNode.votes(1, LogLimits.BATCH_RECORDS));
      log.commit(Collections.nCopies(63, large));
    }

    assertThat(reopened()).hasSize(LogLimits.BATCH_RECORDS + 63);
  }

  private List<LogRecord> reopened() throws IOException {
    List<LogRecord> records = new ArrayList<>();
    NodeLog.open(folder, cobalt.owner(), TestNode.CLOCK, records::add).close();
    return records;
  }
}
