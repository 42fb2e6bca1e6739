package io.countersign.coordinator.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread that writes a journal: what is submitted while it syncs goes into the next batch,
 * of all actors together. Order for each batch: write, sync, index, acknowledge.
 */
final class JournalWriter {
  private final JournalStore store;
  private final EventIndex index;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Submission> queue = new ArrayDeque<>();
  private long length;
  private long batch;
  private boolean doubtful;
  private boolean closed;

  private record Submission(List<EncodedFrame> frames, CompletableFuture<Void> done) {}

  private record Placed(FramePayload payload, long offset) {}

  JournalWriter(JournalStore store, EventIndex index, long length, long batch) {
    this.store = store;
    this.index = index;
    this.length = length;
    this.batch = batch;
    this.thread = new Thread(this::run, "request-journal");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** An empty list is written by nobody; it completes when everything before it has. */
  CompletionStage<Void> submit(List<EncodedFrame> frames) {
    Submission submission = new Submission(List.copyOf(frames), new CompletableFuture<>());
    if (EncodedFrame.length(frames) > JournalLimits.BATCH_OCTETS) {
      return CompletableFuture.failedFuture(
          new JournalMisused(
              "writes together have at most "
                  + JournalLimits.BATCH_OCTETS
                  + " octets, got "
                  + EncodedFrame.length(frames)));
    }
    lock.lock();
    try {
      if (closed || queue.size() >= JournalLimits.WAITING) {
        return CompletableFuture.failedFuture(
            new JournalUnwritable(
                closed
                    ? store.name() + " is closed"
                    : JournalLimits.WAITING + " writes wait for the journal already",
                null));
      }
      queue.add(submission);
      changed.signal();
    } finally {
      lock.unlock();
    }
    return submission.done;
  }

  /** Ends after what was submitted; the thread that closes waits. */
  void stop() {
    refuseMore();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Submission> submissions = next();
    try {
      while (!submissions.isEmpty()) {
        commit(submissions);
        submissions = next();
      }
    } finally {
      refuseMore();
      JournalUnwritable ended = new JournalUnwritable(store.name() + " is closed", null);
      submissions.forEach(submission -> submission.done.completeExceptionally(ended));
      waiting().forEach(submission -> submission.done.completeExceptionally(ended));
    }
  }

  private void commit(List<Submission> submissions) {
    List<EncodedFrame> frames = new ArrayList<>();
    List<Submission> good = new ArrayList<>();
    Map<String, Long> highest = new HashMap<>();
    for (Submission submission : submissions) {
      if (continues(submission, highest)) {
        good.add(submission);
        frames.addAll(submission.frames);
      }
    }
    try {
      if (!frames.isEmpty()) {
        write(frames, batch + 1);
      }
      good.forEach(submission -> submission.done.complete(null));
    } catch (IOException e) {
      JournalUnwritable failure =
          new JournalUnwritable(
              store.name()
                  + " cannot be written, so nothing is accepted: "
                  + e
                  + ". Free space or repair the disk; it goes on by itself",
              e);
      good.forEach(submission -> submission.done.completeExceptionally(failure));
    }
  }

  private void write(List<EncodedFrame> frames, long number) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    List<Placed> placed = new ArrayList<>();
    for (EncodedFrame frame : frames) {
      placed.add(new Placed(frame.payload(), length + octets.size()));
      int left = frames.size() - placed.size();
      octets.writeBytes(Frame.encode(frame.octets(), number, left));
    }
    makeDurable(octets.toByteArray());
    batch = number;
    placed.forEach(frame -> index.add(frame.payload, frame.offset));
  }

  private void makeDurable(byte[] octets) throws IOException {
    if (doubtful) {
      store.rewind(length);
    }
    doubtful = true;
    store.write(octets);
    store.sync();
    doubtful = false;
    length += octets.length;
  }

  /**
   * Two incarnations of one actor, or a write behind a failed one, must not leave a gap or a double
   * in the journal.
   */
  private boolean continues(Submission submission, Map<String, Long> highest) {
    Map<String, Long> after = new HashMap<>();
    for (EncodedFrame frame : submission.frames) {
      if (frame.payload() instanceof FramePayload.Write write) {
        String id = write.persistenceId();
        long last = after.getOrDefault(id, highest.getOrDefault(id, index.highestSequenceNr(id)));
        if (write.firstSequenceNr() != last + 1) {
          submission.done.completeExceptionally(
              new JournalMisused(
                  id + " goes on with event " + (last + 1) + ", got " + write.firstSequenceNr()));
          return false;
        }
        after.put(id, write.lastSequenceNr());
      }
    }
    highest.putAll(after);
    return true;
  }

  /** Waits for submissions and takes as many as make one batch; empty when closed. */
  private List<Submission> next() {
    List<Submission> taken = new ArrayList<>();
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      long octets = 0;
      while (!queue.isEmpty()) {
        octets += EncodedFrame.length(queue.element().frames);
        if (!taken.isEmpty() && octets > JournalLimits.BATCH_OCTETS) {
          break;
        }
        taken.add(queue.remove());
      }
    } finally {
      lock.unlock();
    }
    return taken;
  }

  private List<Submission> waiting() {
    lock.lock();
    try {
      List<Submission> waiting = List.copyOf(queue);
      queue.clear();
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private void refuseMore() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
