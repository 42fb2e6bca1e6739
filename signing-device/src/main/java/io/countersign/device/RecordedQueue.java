package io.countersign.device;

import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What is done once its record is durable, in order, with one append outstanding: what gathers
 * meanwhile goes together (I7). What needs no record keeps its place in the order. Thread: one.
 */
final class RecordedQueue {
  private final GroupCommitter log;
  private List<Step> waiting = new ArrayList<>();
  private List<Step> outstanding = List.of();

  private record Step(Optional<LogEntry> entry, Runnable act) {}

  /** Takes the log over. */
  RecordedQueue(GroupCommitter log) {
    this.log = log;
  }

  void add(LogEntry entry) {
    add(Optional.of(entry), () -> {});
  }

  void add(Optional<LogEntry> entry, Runnable act) {
    waiting.add(new Step(entry, act));
  }

  /**
   * Begins what can be begun: acts that need no record are done, and of the rest a batch is
   * written.
   *
   * @return completes when the batch is durable, upon which the caller calls {@link #synced}; empty
   *     if nothing is to be written, or something is being written
   */
  Optional<CompletionStage<List<LogRecord>>> next() {
    if (!outstanding.isEmpty()) {
      return Optional.empty();
    }
    int length = Math.min(waiting.size(), LogLimits.BATCH_RECORDS);
    List<Step> batch = List.copyOf(waiting.subList(0, length));
    waiting = new ArrayList<>(waiting.subList(length, waiting.size()));
    List<LogEntry> entries = batch.stream().flatMap(step -> step.entry().stream()).toList();
    if (entries.isEmpty()) {
      batch.forEach(step -> step.act().run());
      return Optional.empty();
    }
    outstanding = batch;
    return Optional.of(log.submit(entries));
  }

  /** The batch is durable: what rested on it is done. */
  void synced() {
    List<Step> done = outstanding;
    outstanding = List.of();
    done.forEach(step -> step.act().run());
  }

  /** Waits for what is being written, then closes the log. */
  void close() throws IOException {
    log.close();
  }
}
