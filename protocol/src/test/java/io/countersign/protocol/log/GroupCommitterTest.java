package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupCommitterTest {
  private final TestNode cobalt = TestNode.cobalt();
  private final Path folder;

  GroupCommitterTest(@TempDir Path parent) {
    this.folder = parent.resolve("log");
  }

  @Test
  void joinsWhatManyThreadsSubmitAndKeepsEachOnesOrder() throws Exception {
    NodeLog log = NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK);
    List<CompletableFuture<List<LogRecord>>> done = new ArrayList<>();
    try (GroupCommitter committer = GroupCommitter.start(log, 10_000)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        Thread thread = new Thread(() -> submitFifty(committer, done));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    List<LogRecord> replayed = new ArrayList<>();
    try (NodeLog again = NodeLog.open(folder, cobalt.owner(), TestNode.CLOCK, replayed::add)) {
      assertThat(replayed).hasSize(800);
      assertThat(again.head().n()).as("seals fewer than submissions").isLessThan(2 + 800 + 400);
    }
    for (CompletableFuture<List<LogRecord>> one : done) {
      List<LogRecord> records = one.get(1, TimeUnit.SECONDS);
      assertThat(records.get(1).n()).isEqualTo(records.get(0).n() + 1);
      assertThat(replayed).containsAll(records);
    }
  }

  @Test
  void failsEverythingThatWaitedBehindAFailedCommitAndThenGoesOn() throws Exception {
    FileLogStore.createFolder(folder);
    FailingStore disk = new FailingStore(FileLogStore.open(folder));
    CountDownLatch queued = new CountDownLatch(1);
    boolean[] slow = {false};
    LogSigner slowSigner =
        message -> {
          if (slow[0]) {
            await(queued);
          }
          return cobalt.sign(message);
        };
    LogOwner owner = new LogOwner(cobalt.identity(), slowSigner, cobalt::verify);
    NodeLog log = NodeLog.create(disk, owner, TestNode.CLOCK, 1 << 20);
    slow[0] = true;
    disk.syncsFail = true;

    try (GroupCommitter committer = GroupCommitter.start(log, 10)) {
      CompletableFuture<List<LogRecord>> first =
          committer.submit(TestNode.votes(1, 1)).toCompletableFuture();
      CompletableFuture<List<LogRecord>> behind =
          committer.submit(TestNode.votes(2, 1)).toCompletableFuture();
      queued.countDown();
      assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(LogUnwritable.class);
      assertThatThrownBy(() -> behind.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(LogUnwritable.class);
      disk.syncsFail = false;
      assertThat(
              committer
                  .submit(TestNode.votes(3, 1))
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS))
          .hasSize(1);
    }
  }

  @Test
  void refusesWhenTooManyWaitOrWhenClosed() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    NodeLog.create(folder, cobalt.owner(), TestNode.CLOCK).close();
    boolean[] slow = {false};
    LogSigner slowSigner =
        message -> {
          if (slow[0]) {
            await(disk);
          }
          return cobalt.sign(message);
        };
    LogOwner owner = new LogOwner(cobalt.identity(), slowSigner, cobalt::verify);
    NodeLog log = NodeLog.open(folder, owner, TestNode.CLOCK, r -> {});
    slow[0] = true;
    GroupCommitter committer = GroupCommitter.start(log, 2);
    List<CompletableFuture<List<LogRecord>>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(committer.submit(TestNode.votes(i, 1)).toCompletableFuture());
    }

    assertThat(all.get(5))
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("2 submissions wait for the log already");
    disk.countDown();
    committer.close();
    assertThat(all.get(0)).succeedsWithin(1, TimeUnit.SECONDS);
    assertThat(committer.submit(TestNode.votes(9, 1)).toCompletableFuture())
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("the log is closed");
  }

  private static void submitFifty(
      GroupCommitter committer, List<CompletableFuture<List<LogRecord>>> done) {
    for (int i = 0; i < 50; i++) {
      CompletableFuture<List<LogRecord>> one =
          committer.submit(TestNode.votes(i, 2)).toCompletableFuture();
      synchronized (done) {
        done.add(one);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
