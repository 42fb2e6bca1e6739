package io.countersign.protocol.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread that writes a {@link NodeLog}: what is submitted while it syncs goes into the next
 * batch together. Submissions keep their order, and one is never divided.
 *
 * <p>When a commit fails, everything submitted until then fails with it, so that nothing is
 * recorded which was decided in the belief that an earlier submission would be. Completions run on
 * the writing thread: they must be short, such as telling an actor.
 */
public final class GroupCommitter implements Closeable {
  private final NodeLog log;
  private final int most;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Submission> queue = new ArrayDeque<>();
  private boolean closed;

  private record Submission(List<LogEntry> entries, CompletableFuture<List<LogRecord>> done) {}

  private GroupCommitter(NodeLog log, int most) {
    this.log = log;
    this.most = most;
    this.thread = new Thread(this::run, "node-log");
    this.thread.setDaemon(true);
  }

  /**
   * Starts the thread. The log is closed with the committer.
   *
   * @param most submissions that may wait; more are refused, at least 1
   */
  public static GroupCommitter start(NodeLog log, int most) {
    GroupCommitter committer = new GroupCommitter(log, most);
    committer.thread.start();
    return committer;
  }

  /**
   * Asks for entries to be recorded together.
   *
   * @param entries 1 to {@link LogLimits#BATCH_RECORDS}, together far below {@link
   *     LogLimits#BATCH_OCTETS}
   * @return completes when they are durable; fails with {@link LogUnwritable} when they do not
   *     count, with {@link IllegalStateException} when too many wait or the log was closed
   */
  public CompletionStage<List<LogRecord>> submit(List<LogEntry> entries) {
    Submission submission = new Submission(List.copyOf(entries), new CompletableFuture<>());
    lock.lock();
    try {
      if (closed || queue.size() >= most) {
        submission.done.completeExceptionally(
            new IllegalStateException(
                closed ? "the log is closed" : most + " submissions wait for the log already"));
      } else {
        queue.add(submission);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    return submission.done;
  }

  /** Waits for what was submitted, then closes the log. */
  @Override
  public void close() throws IOException {
    stop();
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
    log.close();
  }

  private void run() {
    List<Submission> batch = next();
    try {
      while (!batch.isEmpty()) {
        commit(batch);
        batch = next();
      }
    } finally {
      stop();
      fail(batch, new IllegalStateException("the log's thread ended by an error in this program"));
      fail(waiting(), new IllegalStateException("the log is closed"));
    }
  }

  private void commit(List<Submission> batch) {
    List<LogEntry> entries = new ArrayList<>();
    batch.forEach(submission -> entries.addAll(submission.entries));
    try {
      List<LogRecord> records = log.commit(entries);
      int from = 0;
      for (Submission submission : batch) {
        int to = from + submission.entries.size();
        submission.done.complete(List.copyOf(records.subList(from, to)));
        from = to;
      }
    } catch (LogUnwritable e) {
      List<Submission> behind = waiting();
      fail(batch, e);
      fail(behind, e);
    } catch (IllegalArgumentException e) {
      fail(batch, e);
    }
  }

  /** Waits for submissions and takes as many as make one batch; empty when closed. */
  private List<Submission> next() {
    List<Submission> batch = new ArrayList<>();
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      int records = 0;
      long octets = 0;
      while (!queue.isEmpty()) {
        Submission first = queue.element();
        records += first.entries.size();
        octets += octets(first);
        boolean fits =
            records <= LogLimits.BATCH_RECORDS && octets <= LogLimits.BATCH_OCTETS - 1024;
        if (!batch.isEmpty() && !fits) {
          break;
        }
        batch.add(queue.remove());
      }
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private static long octets(Submission submission) {
    return submission.entries.stream()
        .mapToLong(entry -> 512L + LogLines.bodyOctets(entry.body()))
        .sum();
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

  private void stop() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private static void fail(List<Submission> submissions, Exception cause) {
    submissions.forEach(submission -> submission.done.completeExceptionally(cause));
  }
}
