package io.countersign.deploy.guards;

import io.countersign.deploy.audit.LogAudit;
import io.countersign.deploy.node.LogOwners;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Sound;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Issue 3, acceptance 3: random edits of a real log, each of which an audit must find, naming the
 * record that was edited; after each batch of edits the log itself must be found sound.
 *
 * <p>Arguments: folder, seed, number of edits. Left in the folder for the script: {@code ring.jws},
 * {@code pin}, {@code log}, sound, and {@code edited}, the last edit.
 */
public final class EditedLogs {
  private static final String NODE = "device-1";
  private static final int BATCHES = 60;
  private static final long SEGMENT_OCTETS = 8 * 1024;

  /** The kinds of edits that a log shows by itself. */
  private enum Kind {
    FLIP,
    DELETE,
    SWAP
  }

  private final TestRing ring = TestRing.of(2, 2, 2, 2);
  private final LogAudit audit = new LogAudit(ring.ring());
  private final Path folder;
  private final Random random;
  private final Map<Kind, Integer> found = new EnumMap<>(Kind.class);
  private LogHead head;
  private LogCopy log;

  private EditedLogs(Path folder, long seed) throws IOException {
    this.folder = folder;
    this.random = new Random(seed);
    Path written = folder.resolve("log");
    FileLogStore.createFolder(written);
    try (NodeLog open =
        NodeLog.create(
            FileLogStore.open(written),
            LogOwners.of(NODE, ring.identity(NODE)),
            Clock.systemUTC(),
            SEGMENT_OCTETS)) {
      for (int i = 0; i < BATCHES; i++) {
        open.commit(entries(1 + random.nextInt(6)));
      }
      head = open.head();
    }
    log = LogCopy.read(written);
    Files.writeString(folder.resolve("ring.jws"), ring.text());
    Files.writeString(folder.resolve("pin"), ring.pin().hex());
  }

  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[1]);
    int edits = Integer.parseInt(args[2]);
    EditedLogs logs = new EditedLogs(Path.of(args[0]), seed);
    System.out.printf(
        "   seed %d, %d edits of a log of %d records in %d segments%n",
        seed, edits, logs.log.lines(), logs.log.segments());
    boolean good = logs.isSound();
    for (int i = 0; i < edits && good; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      good = logs.isFound(kind, i);
      if (i % 30 == 29) {
        good &= logs.isSound();
      }
    }
    good = good && logs.isSound();
    logs.found.forEach(
        (kind, count) -> System.out.printf("   %-8s %4d found by the log alone%n", kind, count));
    System.out.println(
        "   not tried: an end cut off, an older copy, a continuation under the node's own key: they"
            + " look sound by themselves, and only other nodes' logs can show them");
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

  private boolean isSound() throws IOException {
    LogAudit.Finding finding = audit.audit(folder.resolve("log"), Optional.of(NODE));
    boolean sound =
        finding.result() instanceof Sound s && s.head().equals(head) && s.unsealedOctets() == 0;
    if (!sound) {
      System.out.println("   FAILED: the log itself: " + finding.result());
    }
    return sound;
  }

  private boolean isFound(Kind kind, int number) throws IOException {
    LogCopy copy = log.copy();
    int record = edit(kind, copy);
    Path edited = folder.resolve("edited");
    copy.write(edited);
    LogAudit.Finding finding = audit.audit(edited, Optional.of(NODE));
    boolean named = finding.result() instanceof Damaged bad && bad.record() == record;
    if (!named) {
      System.out.printf(
          "   FAILED: edit %d, %s of record %d: %s%n", number, kind, record, finding.result());
    }
    found.merge(kind, named ? 1 : 0, Integer::sum);
    return named;
  }

  /** Gives the first record that is not as it was. */
  private int edit(Kind kind, LogCopy copy) {
    int lines = copy.lines();
    return switch (kind) {
      case FLIP -> copy.flip(random.nextInt(copy.octets()), random.nextInt(8));
      case DELETE -> {
        // Without its last line a log is one whose last batch was interrupted: an end cut off.
        int record = 1 + random.nextInt(lines - 1);
        copy.delete(record);
        yield record;
      }
      case SWAP -> {
        int one = 1 + random.nextInt(lines - 1);
        int other = one + 1 + random.nextInt(lines - one);
        copy.swap(one, other);
        yield one;
      }
    };
  }
}
