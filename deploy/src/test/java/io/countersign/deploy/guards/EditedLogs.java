package io.countersign.deploy.guards;

import io.countersign.deploy.audit.LogAudit;
import io.countersign.deploy.node.LogOwners;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Sound;
import io.countersign.protocol.log.NodeIdentity;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Issue 3, acceptance 3: random edits of a real log, each of which an audit must find. What the log
 * shows by itself must be named to the record; what looks sound by itself must be shown by the logs
 * of two other nodes that recorded its heads, the newest among them. After each batch of edits the
 * log itself must be found sound.
 *
 * <p>Arguments: folder, seed, number of edits. Left in the folder for the script: {@code ring.jws},
 * {@code pin}, {@code log}, sound, {@code edited}, the last edit, a fork, and {@code witness-1},
 * {@code witness-2}.
 */
public final class EditedLogs {
  private static final String NODE = "device-1";
  private static final List<String> OTHERS = List.of("device-2", "agents-1");
  private static final int BATCHES = 60;
  private static final long SEGMENT_OCTETS = 8 * 1024;
  private static final Duration PERIOD = Duration.ofMinutes(10);

  private enum Kind {
    FLIP,
    DELETE,
    SWAP,
    TRUNCATE,
    ROLL_BACK,
    FORK
  }

  private final TestRing ring = TestRing.of(2, 2, 2, 2);
  private final LogAudit audit = new LogAudit(ring.ring());
  private final Path folder;
  private final Random random;
  private final List<LogCopy> copies = new ArrayList<>();
  private final List<Path> witnesses = new ArrayList<>();
  private final Map<Kind, Integer> alone = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> byWitnesses = new EnumMap<>(Kind.class);
  private LogHead head;
  private LogCopy log;

  private EditedLogs(Path folder, long seed) throws IOException {
    this.folder = folder;
    this.random = new Random(seed);
    Path written = folder.resolve("log");
    List<HeadStatement> heads = new ArrayList<>();
    try (NodeLog open = create(written, NODE)) {
      for (int i = 0; i < BATCHES; i++) {
        open.commit(entries(1 + random.nextInt(6)));
        copies.add(LogCopy.read(written));
        heads.add(HeadStatement.sign(identity(NODE), open.head(), ring.identity(NODE)::sign));
      }
      head = open.head();
    }
    log = copies.remove(copies.size() - 1);
    for (int i = 0; i < OTHERS.size(); i++) {
      Path witness = folder.resolve("witness-" + (i + 1));
      witness(witness, OTHERS.get(i), heads, 3 + 4 * i);
      witnesses.add(witness);
    }
    Files.writeString(folder.resolve("ring.jws"), ring.text());
    Files.writeString(folder.resolve("pin"), ring.pin().hex());
  }

  /** Another node's log: it was told each so-manieth head, and the last, a period apart. */
  private void witness(Path log, String node, List<HeadStatement> heads, int each)
      throws IOException {
    HeadWitness memory = HeadWitness.NONE;
    Instant now = Clock.systemUTC().instant();
    try (NodeLog open = create(log, node)) {
      for (int i = 0; i < heads.size(); i++) {
        open.commit(entries(1));
        if (i % each == 0 || i == heads.size() - 1) {
          now = now.plus(PERIOD);
          HeadWitness.Taken taken =
              memory.take(List.of(heads.get(i)), ring.ring(), node, now, PERIOD);
          memory = taken.witness();
          open.commit(taken.findings().stream().map(HeadWitness.Finding::entry).toList());
        }
      }
    }
  }

  private NodeLog create(Path log, String node) throws IOException {
    FileLogStore.createFolder(log);
    return NodeLog.create(FileLogStore.open(log), owner(node), Clock.systemUTC(), SEGMENT_OCTETS);
  }

  private LogOwner owner(String node) {
    return LogOwners.of(node, ring.identity(node));
  }

  private NodeIdentity identity(String node) {
    return owner(node).identity();
  }

  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[1]);
    int edits = Integer.parseInt(args[2]);
    EditedLogs logs = new EditedLogs(Path.of(args[0]), seed);
    System.out.printf(
        "   seed %d, %d edits of a log of %d records in %d segments, witnesses %s%n",
        seed, edits, logs.log.lines(), logs.log.segments(), OTHERS);
    boolean good = logs.isSound();
    for (int i = 0; i < edits && good; i++) {
      good = logs.isFound(Kind.values()[i % Kind.values().length], i);
      if (i % 30 == 29) {
        good &= logs.isSound();
      }
    }
    good = good && logs.isFound(Kind.FORK, edits) && logs.isSound();
    for (Kind kind : Kind.values()) {
      System.out.printf(
          "   %-9s %4d found by the log alone, %4d only by witnesses%n",
          kind, logs.alone.getOrDefault(kind, 0), logs.byWitnesses.getOrDefault(kind, 0));
    }
    System.out.println(
        "   only witnesses can find a log that ends early and one that went on in another way: cut in"
            + " its last segment, its last line deleted, rolled back, forked. What no other node had"
            + " recorded, none can show.");
    System.exit(good ? 0 : 1);
  }

  private List<LogEntry> entries(int count) {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          LogEntry.of(
              "node-test",
              "%08x".formatted(random.nextInt()),
              Map.of("text", "x".repeat(random.nextInt(120)), "number", random.nextLong())));
    }
    return entries;
  }

  /** The control. */
  private boolean isSound() throws IOException {
    LogAudit.Finding finding = audit.audit(folder.resolve("log"), Optional.of(NODE), witnesses);
    boolean sound =
        finding.isSound()
            && finding.result() instanceof Sound s
            && s.head().equals(head)
            && s.unsealedOctets() == 0
            && finding.witnesses().stream().allMatch(w -> w.newest() == head.n());
    if (!sound) {
      System.out.println("   FAILED: the log itself: " + finding);
    }
    return sound;
  }

  private boolean isFound(Kind kind, int number) throws IOException {
    Path edited = folder.resolve("edited");
    int record = edit(kind, edited);
    LogAudit.Finding finding = audit.audit(edited, Optional.of(NODE));
    if (finding.result() instanceof Damaged bad) {
      alone.merge(kind, 1, Integer::sum);
      return record == 0 || bad.record() == record || told(number, kind, record, finding);
    }
    LogAudit.Finding shown = audit.audit(edited, Optional.of(NODE), witnesses);
    byWitnesses.merge(kind, 1, Integer::sum);
    boolean found = !shown.isSound() && shown.contradictions().count() > 0;
    return (record == 0 && found) || told(number, kind, record, shown);
  }

  private static boolean told(int number, Kind kind, int record, LogAudit.Finding finding) {
    System.out.printf("   FAILED: edit %d, %s of record %d: %s%n", number, kind, record, finding);
    return false;
  }

  /**
   * Writes an edited log. Gives the first record that is not as it was, where the log itself must
   * show that; else 0.
   */
  private int edit(Kind kind, Path edited) throws IOException {
    LogCopy copy = kind == Kind.ROLL_BACK || kind == Kind.FORK ? older() : log.copy();
    int record = 0;
    int lines = copy.lines();
    switch (kind) {
      case FLIP -> record = copy.flip(random.nextInt(copy.octets()), random.nextInt(8));
      case DELETE -> {
        int line = 1 + random.nextInt(lines);
        copy.delete(line);
        // Without its last line a log is one whose last batch was interrupted.
        record = line == lines ? 0 : line;
      }
      case SWAP -> {
        record = 1 + random.nextInt(lines - 1);
        copy.swap(record, record + 1 + random.nextInt(lines - record));
      }
      case TRUNCATE -> copy.truncate(random.nextInt(copy.octets()));
      default -> {}
    }
    copy.write(edited);
    if (kind == Kind.FORK) {
      int batches = 1 + random.nextInt(BATCHES);
      try (NodeLog open =
          NodeLog.open(
              FileLogStore.open(edited), owner(NODE), Clock.systemUTC(), SEGMENT_OCTETS, r -> {})) {
        for (int i = 0; i < batches; i++) {
          open.commit(entries(1 + random.nextInt(6)));
        }
      }
    }
    return record;
  }

  private LogCopy older() {
    return copies.get(random.nextInt(copies.size())).copy();
  }
}
