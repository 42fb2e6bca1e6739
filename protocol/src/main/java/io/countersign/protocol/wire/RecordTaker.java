package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node takes the ring's next record (I3): read and checked, kept on disk, recorded in the
 * node's log (I7), and then in force. One record at a time; whoever tells it believes nothing but
 * the swa key's signature. Thread: one, but for what the executor runs.
 */
public final class RecordTaker {
  /** Kind of log record: a record of the ring comes into force at this node. */
  public static final String KIND = "node-record-taken";

  private static final Logger LOG = LoggerFactory.getLogger(RecordTaker.class);

  private final Ring ring;
  private final Keeper keeper;
  private final Executor disk;
  private boolean busy;

  /** Where a node keeps the records after number 0. */
  @FunctionalInterface
  public interface Keeper {
    /**
     * Keeps a record, synced.
     *
     * @throws IOException naming the file
     */
    void keep(Ring.Next next) throws IOException;

    /**
     * A record that was kept.
     *
     * @param sequence from 1
     * @throws IOException naming the file
     */
    default Optional<String> text(long sequence) throws IOException {
      return Optional.empty();
    }
  }

  /**
   * @param disk runs what waits for the disk
   */
  public RecordTaker(Ring ring, Keeper keeper, Executor disk) {
    this.ring = ring;
    this.keeper = keeper;
    this.disk = disk;
  }

  /**
   * Begins with a record that came. When the stage is complete the caller asks {@link #kept}, logs
   * {@link #entry} and calls {@link #obey}, or {@link #giveUp} if it cannot.
   *
   * @return empty if another is in work, or the ring obeys this one or a later one
   * @throws EvidenceException as {@link Ring#next}, but for a record whose turn it is not
   */
  public Optional<CompletionStage<Ring.Next>> begin(String text) {
    if (busy) {
      return Optional.empty();
    }
    Ring.Next next;
    try {
      next = ring.next(text);
    } catch (EvidenceException e) {
      if (e.check().equals("ring-record:sequence")) {
        return Optional.empty(); // It was told twice, or one before it was not heard yet.
      }
      throw e;
    }
    return Optional.of(begin(next));
  }

  /**
   * As {@link #begin(String)} with a record that was read.
   *
   * @throws IllegalStateException if another is in work
   */
  public CompletionStage<Ring.Next> begin(Ring.Next next) {
    if (busy) {
      throw new IllegalStateException("another record is in work");
    }
    busy = true;
    return CompletableFuture.supplyAsync(() -> kept(next), disk);
  }

  /** Whether a record is in work. */
  public boolean isBusy() {
    return busy;
  }

  private Ring.Next kept(Ring.Next next) {
    try {
      keeper.keep(next);
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException("the ring's record cannot be kept: " + e.getMessage(), e);
    }
  }

  /**
   * What came of keeping it, in the caller's own thread.
   *
   * @return the record, or empty if it could not be kept: then another may begin
   */
  public Optional<Ring.Next> kept(Ring.@Nullable Next next, @Nullable Throwable failure) {
    if (next == null) {
      LOG.error("a record of the ring was not taken", failure);
      giveUp();
    }
    return Optional.ofNullable(next);
  }

  /** It is in the node's log, and in force from here on. */
  public void obey(Ring.Next next) {
    busy = false;
    ring.take(next);
    LOG.info("record {} of the ring is in force", next.sequence());
  }

  /** It cannot be taken, and is waited for again. */
  public void giveUp() {
    busy = false;
  }

  /** What the log says of it. */
  public static LogEntry entry(long sequence, Octets hash) {
    return LogEntry.of(KIND, Map.of("sequence", sequence, "hash", hash.hex()));
  }
}
