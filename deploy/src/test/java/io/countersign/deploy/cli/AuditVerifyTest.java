package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.deploy.audit.LogAudit;
import io.countersign.deploy.node.LogOwners;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Sound;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor's check of a log folder (issue 3, acceptance 3; I7). */
class AuditVerifyTest {
  private static final TestRing RING = TestRing.of(2, 2, 2, 2);
  private static final String DEVICE = "device-1";

  @TempDir private Path folder = Path.of("");

  private Path node = Path.of("");
  private Path log = Path.of("");
  private Path record = Path.of("");

  @BeforeEach
  void makeALog() throws IOException {
    node = Files.createDirectory(folder.resolve(DEVICE));
    log = node.resolve("log");
    record = Files.writeString(folder.resolve("ring.jws"), RING.text() + "\n");
    write(log, DEVICE, 9).close();
  }

  /** A log of several segments: that many batches of two records. */
  private static NodeLog write(Path log, String node, int batches) throws IOException {
    FileLogStore.createFolder(log);
    NodeLog written =
        NodeLog.create(
            FileLogStore.open(log),
            LogOwners.of(node, RING.identity(node)),
            Clock.systemUTC(),
            1_000);
    for (int i = 0; i < batches; i++) {
      written.commit(
          List.of(
              LogEntry.of("node-test", Map.of("batch", i)),
              LogEntry.of("node-test", Map.of("text", "x".repeat(i)))));
    }
    return written;
  }

  @Test
  void findsASoundLogSoundAlsoWhileItsNodeRuns() throws IOException {
    assertThat(verify(log.toString())).isZero();
    assertThat(verify(node.toString())).isZero();
    assertThat(verify(node.toString(), "--node", DEVICE, "--format", "json")).isZero();

    Path running = folder.resolve("running");
    try (NodeLog open = write(running, "agents-1", 2)) {
      LogAudit.Finding finding = audit(running, "");
      assertThat(finding.node()).isEqualTo("agents-1");
      assertThat(finding.role()).isEqualTo("agents");
      assertThat(finding.serial()).isEqualTo(RING.identity("agents-1").publicKey().serial());
      assertThat(finding.result()).isEqualTo(new Sound(open.head(), 5, 3, 0));
      assertThat(AuditText.lines(finding))
          .contains("  head      record 8, hash " + open.head().hash())
          .contains("  unsealed  0 octets");
      assertThat(AuditText.json(finding, ExitCode.DONE))
          .containsEntry("exit", 0)
          .containsEntry("sound", true)
          .containsEntry("records", 5L)
          .containsEntry("seals", 3L);
    }
  }

  @Test
  void namesTheFirstBadRecord() throws IOException {
    Path second = log.resolve("log-000002.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(second));
    long n = number(lines.get(1));
    lines.set(1, lines.get(1).replace("\"x", "\"y"));
    Files.write(second, lines);

    assertThat(verify(log.toString())).isEqualTo(6);
    LogAudit.Finding finding = audit(log, "");
    assertThat(finding.result())
        .isInstanceOfSatisfying(
            Damaged.class,
            bad -> {
              assertThat(bad.file()).isEqualTo(second.toString());
              assertThat(bad.line()).isEqualTo(2);
              assertThat(bad.record()).isEqualTo(n);
              assertThat(bad.lastGood().n()).isEqualTo(n - 2);
            });
    assertThat(AuditText.lines(finding))
        .contains("  bad       record " + n + ", " + second + " line 2");
    assertThat(AuditText.json(finding, ExitCode.INTEGRITY))
        .containsEntry("exit", 6)
        .hasEntrySatisfying(
            "firstBad",
            bad -> assertThat(bad).asString().contains("record=" + n).contains("line=2"));
  }

  @Test
  void namesTheLastRecordOfASegmentWhenTheNextSegmentShowsThatItWasAltered() throws IOException {
    Path first = log.resolve("log-000001.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(first));
    int last = lines.size() - 1;
    // Another good signature of the same seal: its line differs, and only the next line tells.
    String seal = lines.get(last);
    lines.set(last, seal.replaceFirst("\"at\":\"....", "\"at\":\"2000"));
    Files.write(first, lines);

    assertThat(audit(log, "").result())
        .isInstanceOfSatisfying(
            Damaged.class,
            bad -> {
              assertThat(bad.file()).isEqualTo(first.toString());
              assertThat(bad.line()).isEqualTo(last + 1);
              assertThat(bad.record()).isEqualTo(number(seal));
            });
  }

  @Test
  void namesTheRecordThatIsMissing() throws IOException {
    Path second = log.resolve("log-000002.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(second));
    long n = number(lines.get(0));
    lines.remove(0);
    Files.write(second, lines);
    assertThat(audit(log, "").result())
        .isInstanceOfSatisfying(Damaged.class, bad -> assertThat(bad.record()).isEqualTo(n));

    Files.delete(second);
    assertThat(audit(log, "").result())
        .isInstanceOfSatisfying(
            Damaged.class,
            bad -> {
              assertThat(bad.record()).isEqualTo(n);
              assertThat(bad.reason()).isEqualTo("the segment is missing");
            });
  }

  @Test
  void doesNotFollowLinks() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), log);
    assertThat(verify(link.toString())).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audit(link, ""))
        .withMessageContaining("is a link");
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("log"), log);
    assertThat(verify(inside.toString())).isEqualTo(1);

    Path first = log.resolve("log-000001.jsonl");
    Path moved = Files.move(first, folder.resolve("moved"));
    Files.createSymbolicLink(first, moved);
    assertThat(verify(log.toString())).isEqualTo(6);
    assertThat(verify(log.toString(), "--node", DEVICE)).isEqualTo(6);
    assertThat(audit(log, DEVICE).result())
        .isInstanceOfSatisfying(
            Damaged.class, bad -> assertThat(bad.reason()).contains("a link or something else"));
  }

  @Test
  void namesALogOfAnotherNode() throws IOException {
    assertThat(verify(log.toString(), "--node", "device-2")).isEqualTo(6);
    assertThat(audit(log, "device-2").result())
        .isInstanceOfSatisfying(
            Damaged.class,
            bad ->
                assertThat(bad.reason())
                    .contains("the log is of node " + DEVICE)
                    .contains("wanted device-2"));

    TestRing other = TestRing.of(2, 2, 2, 2);
    LogAudit.Finding finding = new LogAudit(other.ring()).audit(log, Optional.empty());
    assertThat(finding.node()).isEqualTo(DEVICE);
    assertThat(finding.result())
        .isInstanceOfSatisfying(
            Damaged.class,
            bad -> assertThat(bad.reason()).contains("with serial").contains("wanted " + DEVICE));
  }

  @Test
  void namesANodeThatTheRingDoesNotHave() throws IOException {
    Path strange = folder.resolve("strange");
    FileLogStore.createFolder(strange);
    NodeLog.create(
            FileLogStore.open(strange),
            LogOwners.of("stranger", RING.identity(DEVICE)),
            Clock.systemUTC(),
            1_000)
        .close();
    assertThat(verify(strange.toString())).isEqualTo(6);
    LogAudit.Finding finding = audit(strange, "");
    assertThat(finding.node()).isEqualTo("stranger");
    assertThat(AuditText.lines(finding).get(0)).contains("a log of 'stranger'");
    assertThat(verify(log.toString(), "--node", "stranger")).isEqualTo(1);
  }

  @Test
  void aFolderWithoutALogIsALocalErrorUnlessOneMustBeThere() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(verify(empty.toString())).isEqualTo(1);
    assertThat(verify(folder.resolve("nowhere").toString())).isEqualTo(1);
    assertThat(verify(record.toString())).isEqualTo(1);
    assertThat(verify(empty.toString(), "--node", DEVICE)).isEqualTo(6);

    Files.writeString(empty.resolve("log-000001.jsonl"), "x".repeat(1_000_000));
    assertThat(verify(empty.toString())).isEqualTo(6);
    assertThat(audit(empty, "").result())
        .isInstanceOfSatisfying(
            Damaged.class, bad -> assertThat(bad.reason()).contains("no genesis record"));
  }

  @Test
  void listsWhatDoesNotBelongThere() throws IOException {
    Files.writeString(log.resolve("evil\u001b[2J"), "");
    Files.writeString(log.resolve("torn-20261121T091849123Z.bin"), "");
    for (int i = 0; i < 120; i++) {
      Files.writeString(log.resolve("other-" + i), "");
    }

    LogAudit.Finding finding = audit(log, "");

    assertThat(finding.isSound()).isTrue();
    assertThat(finding.folder().torn()).containsExactly("torn-20261121T091849123Z.bin");
    assertThat(finding.folder().foreign()).hasSize(100);
    assertThat(finding.folder().notShown()).isEqualTo(21);
    assertThat(String.join("", AuditText.lines(finding)))
        .contains("not of the log")
        .doesNotContain("\u001b");

    Files.writeString(log.resolve("log-7.jsonl"), "");
    assertThat(verify(log.toString())).isEqualTo(6);
  }

  @Test
  void believesOnlyThePinnedRecord() throws IOException {
    String pin = RING.pin().hex();
    assertThat(run(log.toString(), "--record", record.toString())).isEqualTo(1);
    assertThat(run(log.toString(), "--pin", pin)).isEqualTo(1);
    assertThat(run(log.toString(), "--record", record.toString(), "--pin", "12")).isEqualTo(1);
    String wrong = "0".repeat(64);
    assertThat(run(log.toString(), "--record", record.toString(), "--pin", wrong)).isEqualTo(6);
    Path forged = folder.resolve("forged.jws");
    Files.writeString(forged, RING.text().replaceFirst("\\.[^.]*$", ".AAAA"));
    assertThat(run(log.toString(), "--record", forged.toString(), "--pin", pin)).isEqualTo(6);
  }

  @Test
  void findsTheRecordOfALocalRing() throws IOException {
    assertThat(run(log.toString(), "--home", folder.toString())).isEqualTo(1);

    Path ring = Files.createDirectories(folder.resolve("rings/local"));
    Files.writeString(ring.resolve("ring.jws"), RING.text());
    Path client = Files.createDirectory(ring.resolve("client"));
    Files.writeString(client.resolve("ring.jws"), RING.text());
    Path keys = Files.createDirectory(client.resolve("keys"));
    for (String key : List.of("identity.pem", "tls.p12", "tls.passphrase")) {
      Path file = Files.writeString(keys.resolve(key), "not opened");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        client.resolve("client.conf"),
        """
        version = 1
        ring = "test"
        requester = "operator"
        record { file = ring.jws, sha256 = "%s" }
        api { coordinator = "coordinator-1", host = "127.0.0.1", port = 1 }
        identity = keys/identity.pem
        tls { keystore = keys/tls.p12, passphrase-file = keys/tls.passphrase }
        """
            .formatted(RING.pin().hex()));

    assertThat(run(log.toString(), "--home", folder.toString())).isZero();
  }

  private static long number(String line) {
    return Long.parseLong(line.substring(5, line.indexOf(',')));
  }

  private static LogAudit.Finding audit(Path folder, String node) throws IOException {
    return new LogAudit(RING.ring())
        .audit(folder, node.isEmpty() ? Optional.empty() : Optional.of(node));
  }

  /** The command with this ring's record. */
  private int verify(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--record", record.toString(), "--pin", RING.pin().hex()));
    return run(all.toArray(String[]::new));
  }

  private static int run(String... words) {
    List<String> all = new ArrayList<>(List.of("audit", "verify"));
    all.addAll(List.of(words));
    return CountersignCommand.commandLine().execute(all.toArray(String[]::new));
  }
}
