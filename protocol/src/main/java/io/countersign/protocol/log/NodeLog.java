package io.countersign.protocol.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The log of one node (I7). {@link #commit} returns only when its records are durable, so the order
 * of every act is: commit, act, answer. When a commit fails, nothing of it may be done. A later
 * commit first removes what the failed one may have left; if the process ends before that, it may
 * be found written after a restart, and then counts.
 *
 * <p>Thread: one writer. Commits block on the disk and belong on a thread of their own, which must
 * not be interrupted: an interrupt closes the file and the log stays unwritable until it is opened
 * again. Secrets: the signer's key, behind {@link LogSigner}.
 */
public final class NodeLog implements Closeable {
  private final LogStore store;
  private final LogOwner owner;
  private final Clock clock;
  private final long segmentOctets;
  private final Optional<TornEnd> torn;
  private volatile LogHead head;
  private int segment;
  private long length;
  private boolean doubtful;

  private NodeLog(
      LogStore store,
      LogOwner owner,
      Clock clock,
      long segmentOctets,
      Recovery.Recovered recovered) {
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.segmentOctets = segmentOctets;
    this.torn = recovered.torn();
    this.head = recovered.head();
    this.segment = recovered.segment();
    this.length = recovered.length();
  }

  /** True when the folder holds a log, sound or not. */
  public static boolean exists(Path folder) throws IOException {
    return FileLogStore.exists(folder);
  }

  /**
   * Creates the log of a new node. A separate act from {@link #open}, so that a node whose log was
   * lost does not begin a new one and forget what it has voted for.
   *
   * @param folder created with mode 0700 if it is missing; its parent must exist
   * @throws FileAlreadyExistsException if there is a log already
   */
  public static NodeLog create(Path folder, LogOwner owner, Clock clock) throws IOException {
    FileLogStore.createFolder(folder);
    return create(FileLogStore.open(folder), owner, clock, LogLimits.SEGMENT_OCTETS);
  }

  /**
   * Creates the log in a store; the store is closed if that fails.
   *
   * @param segmentOctets size from which a new segment is begun, at least 1
   */
  public static NodeLog create(LogStore store, LogOwner owner, Clock clock, long segmentOctets)
      throws IOException {
    return orClose(
        store,
        () -> {
          owner.requireOneKey();
          if (!Recovery.isUnborn(store, owner)) {
            throw new FileAlreadyExistsException(
                store.name(0), null, "there is a log already: open it, or choose another folder");
          }
          if (!store.segments().isEmpty()) {
            store.setAside(1, 0, clock.instant());
          }
          store.begin(1);
          LogHead none = new LogHead(0, Seals.NO_LINE_BEFORE);
          NodeLog log =
              new NodeLog(
                  store,
                  owner,
                  clock,
                  segmentOctets,
                  new Recovery.Recovered(none, 1, 0, Optional.empty()));
          log.begin();
          return log;
        });
  }

  /**
   * Opens the log of a node that has run: verifies it whole and replays its records.
   *
   * @param replay receives every record but genesis and seals, in order. It is called while the log
   *     is being verified: if this method throws, what was built from the records is void.
   * @throws LogDamaged if the log is missing, altered or of another node; the node must not act
   * @throws LogInUse if another process has the log
   */
  public static NodeLog open(Path folder, LogOwner owner, Clock clock, Consumer<LogRecord> replay)
      throws IOException {
    return open(FileLogStore.open(folder), owner, clock, LogLimits.SEGMENT_OCTETS, replay);
  }

  /** Opens the log in a store; the store is closed if that fails. */
  public static NodeLog open(
      LogStore store, LogOwner owner, Clock clock, long segmentOctets, Consumer<LogRecord> replay)
      throws IOException {
    return orClose(
        store,
        () -> {
          owner.requireOneKey();
          Consumer<LogRecord> withoutGenesis =
              record -> {
                if (!record.isGenesis()) {
                  replay.accept(record);
                }
              };
          Recovery.Recovered recovered = new Recovery(store, owner, clock).run(withoutGenesis);
          return new NodeLog(store, owner, clock, segmentOctets, recovered);
        });
  }

  /** What an interrupted write had left and opening set aside; never acknowledged. */
  public Optional<TornEnd> torn() {
    return torn;
  }

  /** The last durable seal. Any thread; never waits for the disk. */
  public LogHead head() {
    return head;
  }

  /**
   * Writes the entries as one batch with its seal, in one write, and makes them durable with one
   * sync before it returns.
   *
   * @param entries 1 to {@link LogLimits#BATCH_RECORDS}
   * @return the records as they stand in the log, in the order of the entries
   * @throws LogUnwritable if that is not certain: nothing of the batch counts
   * @throws IllegalArgumentException if the batch is empty, or longer than {@link LogLimits} allow
   */
  public synchronized List<LogRecord> commit(List<LogEntry> entries) throws LogUnwritable {
    if (entries.isEmpty() || entries.size() > LogLimits.BATCH_RECORDS) {
      throw new IllegalArgumentException(
          "a batch has 1 to " + LogLimits.BATCH_RECORDS + " entries, got " + entries.size());
    }
    Batch batch = new Batch(head);
    for (LogEntry entry : entries) {
      batch.add(entry.kind(), entry.request(), entry.body());
    }
    return write(batch);
  }

  private void begin() throws LogUnwritable {
    Batch batch = new Batch(head);
    Map<String, Object> body =
        Map.of(
            "format", (long) LogLimits.FORMAT,
            "node", owner.identity().name(),
            "serial", owner.identity().serial());
    batch.add(LogRecord.GENESIS, Optional.empty(), LogEntry.checkedBody(body));
    write(batch);
  }

  private List<LogRecord> write(Batch batch) throws LogUnwritable {
    LogHead sealed = batch.seal();
    if (batch.octets > LogLimits.BATCH_OCTETS) {
      throw new IllegalArgumentException(
          "a batch has at most " + LogLimits.BATCH_OCTETS + " octets, got " + batch.octets);
    }
    try {
      if (doubtful) {
        store.rewind(length);
        doubtful = false;
      }
      if (length >= segmentOctets) {
        store.begin(segment + 1);
        segment++;
        length = 0;
      }
      doubtful = true;
      store.write(batch.lines);
      store.sync();
      doubtful = false;
    } catch (IOException e) {
      throw new LogUnwritable(
          store.name(segment)
              + " cannot be written, so this node does not act: "
              + e
              + ". Free space or repair the disk; it goes on by itself",
          e);
    }
    length += batch.octets;
    head = sealed;
    return batch.records;
  }

  /** Closes the files and gives the folder free. */
  @Override
  public synchronized void close() throws IOException {
    store.close();
  }

  /** Lines that continue the chain, in memory. */
  private final class Batch {
    final List<byte[]> lines = new ArrayList<>();
    final List<LogRecord> records = new ArrayList<>();
    final Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    int octets;
    long n;
    String prev;

    Batch(LogHead after) {
      n = after.n();
      prev = after.hash();
    }

    void add(String kind, Optional<String> request, Map<String, Object> body) {
      LogRecord record = new LogRecord(n + 1, at, prev, kind, request, body);
      records.add(record);
      append(record);
    }

    LogHead seal() {
      LogRecord open = new LogRecord(n + 1, at, prev, LogRecord.SEAL, Optional.empty(), Map.of());
      byte[] signature = owner.signer().sign(Seals.message(owner.identity(), open));
      Map<String, Object> body = Map.of(Seals.SIGNATURE, Seals.encode(signature));
      append(new LogRecord(n + 1, at, prev, LogRecord.SEAL, Optional.empty(), body));
      return new LogHead(n, prev);
    }

    private void append(LogRecord record) {
      byte[] line = LogLines.render(record);
      n = record.n();
      prev = Seals.hash(line);
      byte[] ended = Arrays.copyOf(line, line.length + 1);
      ended[line.length] = '\n';
      octets += ended.length;
      lines.add(ended);
    }
  }

  private interface Opening {
    NodeLog run() throws IOException;
  }

  private static NodeLog orClose(LogStore store, Opening opening) throws IOException {
    boolean opened = false;
    try {
      NodeLog log = opening.run();
      opened = true;
      return log;
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }
}
