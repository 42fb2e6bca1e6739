package io.countersign.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.deploy.audit.Contradictions.Kind;
import io.countersign.deploy.audit.LogAudit;
import io.countersign.deploy.node.LogOwners;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.HeadWitness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other nodes recorded of a log shows that its end is gone or another (I7). */
class AuditWitnessTest {
  private static final TestRing RING = TestRing.of(2, 2, 2, 2);
  private static final String NODE = "device-1";
  private static final Duration PERIOD = Duration.ofMinutes(10);

  @TempDir private Path folder = Path.of("");

  private final Instant start = Clock.systemUTC().instant();
  private Path log = Path.of("");
  private Path older = Path.of("");
  private Path witness = Path.of("");

  /** A log of heads 2, 4, 6 and 8, of which the other node recorded 4 and 8. */
  @BeforeEach
  void makeLogs() throws IOException {
    log = folder.resolve("log");
    older = folder.resolve("older");
    witness = folder.resolve("witness");
    HeadStatement fourth;
    try (NodeLog open = create(log, NODE)) {
      open.commit(entry("one"));
      fourth = head(NODE, open);
      copy(log, older);
      open.commit(entry("two"));
      open.commit(entry("three"));
      witness(witness, "agents-2", fourth, head(NODE, open));
    }
  }

  @Test
  void aLogThatHasWhatOthersRecordedIsSound() throws IOException {
    LogAudit.Finding finding = audit(log, witness);

    assertThat(finding.isSound()).isTrue();
    assertThat(finding.witnesses().get(0).heads()).isEqualTo(2);
    assertThat(finding.witnesses().get(0).newest()).isEqualTo(8);
    assertThat(run(log, "--witness", witness.toString())).isZero();
    assertThat(AuditText.lines(audit(log)).toString()).contains("none asked");
  }

  @Test
  void aLogThatEndsEarlyIsTruncatedOrRolledBack() throws IOException {
    assertThat(run(older)).isZero();
    assertThat(run(older, "--witness", witness.toString())).isEqualTo(6);

    LogAudit.Finding finding = audit(older, witness);

    assertThat(finding.contradictions().shown())
        .singleElement()
        .satisfies(
            missing -> {
              assertThat(missing.kind()).isEqualTo(Kind.TRUNCATED);
              assertThat(missing.n()).isEqualTo(8);
              assertThat(missing.witness()).isEqualTo("agents-2");
            });
    assertThat(AuditText.lines(finding).toString())
        .contains("NOT what the node wrote")
        .contains("truncated or rolled back: record 8");
    assertThat(AuditText.json(finding, ExitCode.INTEGRITY)).containsEntry("missingHeadsCount", 1L);
  }

  @Test
  void aLogThatWentOnInAnotherWayIsForked() throws IOException {
    try (NodeLog open =
        NodeLog.open(FileLogStore.open(older), owner(NODE), Clock.systemUTC(), 1_000, r -> {})) {
      open.commit(entry("another two"));
      open.commit(entry("another three"));
      open.commit(entry("another four"));
    }
    assertThat(run(older)).isZero();

    assertThat(audit(older, witness).contradictions().shown())
        .singleElement()
        .satisfies(missing -> assertThat(missing.kind()).isEqualTo(Kind.FORKED));
  }

  @Test
  void twoHeadsOfOneNumberShowAForkInEitherLog() throws IOException {
    Path seen = folder.resolve("seen");
    try (NodeLog open =
        NodeLog.open(FileLogStore.open(older), owner(NODE), Clock.systemUTC(), 1_000, r -> {})) {
      open.commit(entry("another two"));
      open.commit(entry("another three"));
      HeadStatement other = head(NODE, open);
      List<HeadStatement> own = HeadWitness.statements(last(witness));
      witness(seen, "device-2", own.get(0), other);
    }

    assertThat(audit(log, seen).contradictions().count()).isEqualTo(1);
    assertThat(audit(older, seen).contradictions().count()).isEqualTo(1);
    assertThat(audit(log, witness).isSound()).isTrue();
  }

  @Test
  void aWitnessThatInventsAHeadAccusesItself() throws IOException {
    Path liar = folder.resolve("liar");
    try (NodeLog open = create(liar, "device-2")) {
      open.commit(
          List.of(
              LogEntry.of(
                  HeadWitness.WITNESS,
                  Map.of(
                      "node",
                      NODE,
                      "n",
                      999,
                      "hash",
                      "00".repeat(32),
                      "signature",
                      "11".repeat(64)))));
    }

    LogAudit.Finding finding = audit(log, liar);

    assertThat(finding.contradictions().count()).isZero();
    assertThat(finding.witnesses().get(0).wrong()).isEqualTo(3);
    assertThat(finding.isSound()).isFalse();
    assertThat(AuditText.lines(finding).toString())
        .contains("sound, but a witness is not")
        .contains("its record 3 has a head that the node did not sign");
  }

  @Test
  void aDamagedWitnessIsNamedAndHeardUpToItsDamage() throws IOException {
    Path file = witness.resolve("log-000001.jsonl");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, Stream.concat(lines.stream(), Stream.of("{}")).toList());

    LogAudit.Finding finding = audit(older, witness);

    assertThat(finding.witnesses().get(0).isSound()).isFalse();
    assertThat(finding.contradictions().count()).isEqualTo(1);
    assertThat(AuditText.lines(finding).toString()).contains("it is itself bad at");
    assertThat(audit(log, witness).isSound()).isFalse();
  }

  @Test
  void aDamagedLogIsHeldAgainstItsWitnessesUpToItsDamage() throws IOException {
    Path file = log.resolve("log-000001.jsonl");
    Files.writeString(file, Files.readString(file).replace("three", "THREE"));

    LogAudit.Finding finding = audit(log, witness);

    assertThat(finding.isSound()).isFalse();
    assertThat(finding.contradictions().count()).isZero();
  }

  @Test
  void aLogIsNoWitnessOfItself() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audit(log, older))
        .withMessageContaining("the log of another node");
    assertThat(run(log, "--witness", older.toString())).isEqualTo(1);
    assertThat(run(log, "--witness", folder.resolve("nowhere").toString())).isEqualTo(1);
    Path link = Files.createSymbolicLink(folder.resolve("link"), witness);
    assertThat(run(log, "--witness", link.toString())).isEqualTo(1);
  }

  @Test
  void whatAnotherNodeRecordedOfAThirdIsNothing() throws IOException {
    Path third = folder.resolve("third");
    witness(
        third,
        "agents-1",
        HeadStatement.sign(
            owner("device-2").identity(),
            new LogHead(70, "ab".repeat(32)),
            RING.identity("device-2")::sign));

    assertThat(audit(log, third).isSound()).isTrue();
    assertThat(audit(log, third).witnesses().get(0).heads()).isZero();
  }

  private void witness(Path log, String node, HeadStatement... heads) throws IOException {
    HeadWitness memory = HeadWitness.NONE;
    Instant now = start;
    try (NodeLog open = create(log, node)) {
      for (HeadStatement head : heads) {
        now = now.plus(PERIOD);
        HeadWitness.Taken taken = memory.take(List.of(head), RING.ring(), node, now, PERIOD);
        memory = taken.witness();
        open.commit(taken.findings().stream().map(HeadWitness.Finding::entry).toList());
      }
    }
  }

  private static LogRecord last(Path log) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    NodeLog.open(FileLogStore.open(log), owner("agents-2"), Clock.systemUTC(), 1_000, records::add)
        .close();
    return records.get(records.size() - 1);
  }

  private static HeadStatement head(String node, NodeLog log) {
    return HeadStatement.sign(owner(node).identity(), log.head(), RING.identity(node)::sign);
  }

  private static List<LogEntry> entry(String text) {
    return List.of(LogEntry.of("node-test", Map.of("text", text)));
  }

  private static NodeLog create(Path log, String node) throws IOException {
    FileLogStore.createFolder(log);
    return NodeLog.create(FileLogStore.open(log), owner(node), Clock.systemUTC(), 1 << 20);
  }

  private static LogOwner owner(String node) {
    return LogOwners.of(node, RING.identity(node));
  }

  private static void copy(Path from, Path to) throws IOException {
    FileLogStore.createFolder(to);
    Files.copy(from.resolve("log-000001.jsonl"), to.resolve("log-000001.jsonl"));
  }

  private static LogAudit.Finding audit(Path folder, Path... witnesses) throws IOException {
    return new LogAudit(RING.ring()).audit(folder, Optional.of(NODE), List.of(witnesses));
  }

  private int run(Path log, String... words) throws IOException {
    Path record = Files.writeString(folder.resolve("ring.jws"), RING.text());
    List<String> all =
        new ArrayList<>(List.of("audit", "verify", log.toString(), "--record", record.toString()));
    all.addAll(List.of("--pin", RING.pin().hex()));
    all.addAll(List.of(words));
    return CountersignCommand.commandLine().execute(all.toArray(String[]::new));
  }
}
