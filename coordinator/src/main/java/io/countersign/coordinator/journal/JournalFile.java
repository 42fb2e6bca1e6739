package io.countersign.coordinator.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The embedded journal without Akka: appends, replays, lists. An append completes only after its
 * octets were synced. Thread: safe; one thread of its own writes, readers use channels of their
 * own.
 */
public final class JournalFile implements Closeable {
  private final JournalStore store;
  private final EventIndex index;
  private final JournalWriter writer;
  private final Optional<String> torn;

  private JournalFile(
      JournalStore store, EventIndex index, JournalWriter writer, Optional<String> torn) {
    this.store = store;
    this.index = index;
    this.writer = writer;
    this.torn = torn;
  }

  /**
   * Opens the journal in a folder, or begins one.
   *
   * @throws JournalDamaged if it is not as it was written; the coordinator must not start
   * @throws io.countersign.protocol.log.LogInUse if another process has it
   */
  public static JournalFile open(Path folder, Clock clock) throws IOException {
    return open(FileJournalStore.open(folder), clock);
  }

  /** Opens the journal in a store; the store is closed if that fails. */
  public static JournalFile open(JournalStore store, Clock clock) throws IOException {
    EventIndex index = new EventIndex();
    boolean opened = false;
    try {
      JournalScan.Recovered recovered = new JournalScan(store, index).run(clock.instant());
      JournalWriter writer = new JournalWriter(store, index, recovered.length(), recovered.batch());
      writer.start();
      opened = true;
      return new JournalFile(store, index, writer, recovered.torn());
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  /** Where an unfinished write was copied to when the journal was opened; never acknowledged. */
  public Optional<String> torn() {
    return torn;
  }

  /**
   * The persistence ids that have events, sorted: after a restart, what is to be resumed.
   *
   * @param prefix what the ids begin with; empty for all
   */
  public List<String> persistenceIds(String prefix) {
    return index.persistenceIds(prefix);
  }

  /**
   * Appends frames in one batch, all or none.
   *
   * @return completes when they are durable; fails with {@link JournalUnwritable} when they do not
   *     count, with {@link JournalMisused} when one does not continue its persistence id
   */
  CompletionStage<Void> append(List<EncodedFrame> frames) {
    return writer.submit(frames);
  }

  /**
   * The highest sequence number of an id once everything submitted before has been written or has
   * failed; 0 if there is none.
   */
  CompletionStage<Long> highestSequenceNr(String persistenceId) {
    return writer
        .submit(List.of())
        .handle((done, failed) -> index.highestSequenceNr(persistenceId));
  }

  /** One event and its sequence number. */
  record Numbered(long sequenceNr, StoredEvent event) {}

  /**
   * Reads events from the file, in order, blocking.
   *
   * @param most how many at most
   * @throws JournalDamaged if an event is no longer as it was written
   */
  void replay(String persistenceId, long from, long to, long most, Consumer<Numbered> consumer)
      throws IOException {
    long left = most;
    long first = Math.max(from, index.firstSequenceNr(persistenceId));
    List<Long> frames = index.frames(persistenceId, first, to);
    if (frames.isEmpty() || left <= 0) {
      return;
    }
    try (SeekableByteChannel in = store.read()) {
      for (long offset : frames) {
        FramePayload.Write write = read(in, offset, persistenceId);
        for (int i = 0; i < write.events().size(); i++) {
          long sequenceNr = write.firstSequenceNr() + i;
          if (sequenceNr >= first && sequenceNr <= to && left > 0) {
            consumer.accept(new Numbered(sequenceNr, write.events().get(i)));
            left--;
          }
        }
      }
    }
  }

  private FramePayload.Write read(SeekableByteChannel in, long offset, String persistenceId)
      throws IOException {
    byte[] head = JournalScan.read(in, offset, Frame.HEADER_OCTETS);
    Optional<Frame.Header> header = Frame.header(head, 0);
    if (header.isPresent()) {
      byte[] octets = JournalScan.read(in, offset + Frame.HEADER_OCTETS, header.get().length());
      if (header.get().matches(octets)
          && FramePayload.decode(octets) instanceof FramePayload.Write write
          && write.persistenceId().equals(persistenceId)) {
        return write;
      }
    }
    throw new JournalDamaged(store.name(), offset, "a frame that was good is so no more");
  }

  /** Waits for what was submitted, then closes the file and gives the folder free. */
  @Override
  public void close() throws IOException {
    writer.stop();
    store.close();
  }
}
