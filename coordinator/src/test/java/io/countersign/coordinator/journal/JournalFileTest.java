package io.countersign.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.protocol.log.LogInUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalFileTest {
  private final Path parent;
  private final Path folder;

  JournalFileTest(@TempDir Path parent) {
    this.parent = parent;
    this.folder = parent.resolve("journal");
  }

  @Test
  void replaysWhatWasAppendedAlsoAfterReopening() throws IOException {
    try (JournalFile journal = open()) {
      Journals.append(journal, Journals.write("request|a", 1, 1));
      Journals.append(
          journal, Journals.write("request|a", 2, 2), Journals.write("request|b", 1, 1));
      Journals.append(journal, Journals.write("other|c", 1, 3));

      assertThat(journal.persistenceIds("request|")).containsExactly("request|a", "request|b");
    }

    Map<String, List<String>> expected =
        Map.of(
            "request|a", List.of("request|a#1", "request|a#2", "request|a#3"),
            "request|b", List.of("request|b#1"),
            "other|c", List.of("other|c#1", "other|c#2", "other|c#3"));
    assertThat(Journals.contents(folder)).isEqualTo(expected);
  }

  @Test
  void keepsEveryFieldOfAnEvent() throws IOException {
    StoredEvent event = new StoredEvent(-5, 34, "m\u00fc", "adapter", "uuid", new byte[] {0, -1});
    try (JournalFile journal = open()) {
      Journals.append(journal, new FramePayload.Write("x", 1, List.of(event)));
    }

    List<StoredEvent> read = new ArrayList<>();
    try (JournalFile journal = open()) {
      journal.replay("x", 1, 9, 9, one -> read.add(one.event()));
    }

    assertThat(read).containsExactly(event);
    assertThat(read.get(0).eventManifest()).isEqualTo("adapter");
    assertThat(read.get(0).writer()).isEqualTo("uuid");
    assertThat(event).hasToString("StoredEvent[m\u00fc, 2 octets]");
  }

  @Test
  void replaysTheRangeThatWasAskedFor() throws IOException {
    try (JournalFile journal = open()) {
      Journals.append(journal, Journals.write("a", 1, 3), Journals.write("a", 4, 3));

      assertThat(Journals.texts(journal, "a", 2, 5, 9)).containsExactly("a#2", "a#3", "a#4", "a#5");
      assertThat(Journals.texts(journal, "a", 3, 9, 2)).containsExactly("a#3", "a#4");
      assertThat(Journals.texts(journal, "a", 7, 9, 9)).isEmpty();
      assertThat(Journals.texts(journal, "a", 1, 9, 0)).isEmpty();
      assertThat(Journals.texts(journal, "unknown", 1, 9, 9)).isEmpty();
    }
  }

  @Test
  void hidesDeletedEventsAndRemembersTheHighestSequenceNumber() throws Exception {
    try (JournalFile journal = open()) {
      Journals.append(journal, Journals.write("a", 1, 3), Journals.write("b", 1, 1));
      Journals.append(journal, new FramePayload.Delete("a", 2));
      Journals.append(journal, new FramePayload.Delete("b", Long.MAX_VALUE));
      Journals.append(journal, Journals.write("a", 4, 1));
    }

    try (JournalFile journal = open()) {
      assertThat(Journals.contents(journal)).isEqualTo(Map.of("a", List.of("a#3", "a#4")));
      assertThat(journal.highestSequenceNr("b").toCompletableFuture().get()).isEqualTo(1);
      assertThat(journal.highestSequenceNr("c").toCompletableFuture().get()).isZero();
      Journals.append(journal, Journals.write("b", 2, 1));
      assertThat(journal.persistenceIds("")).containsExactly("a", "b");
    }
  }

  @Test
  void refusesAWriteThatDoesNotContinueItsId() throws IOException {
    try (JournalFile journal = open()) {
      Journals.append(journal, Journals.write("a", 1, 2));

      assertMisused(Journals.submit(journal, Journals.write("a", 2, 1)), "with event 3, got 2");
      assertMisused(Journals.submit(journal, Journals.write("a", 4, 1)), "with event 3, got 4");
      assertMisused(
          Journals.submit(journal, Journals.write("a", 3, 1), Journals.write("a", 3, 1)),
          "with event 4, got 3");
      Journals.append(journal, Journals.write("a", 3, 1));
    }

    assertThat(Journals.contents(folder)).isEqualTo(Map.of("a", List.of("a#1", "a#2", "a#3")));
  }

  @Test
  void refusesWritesThatAreTooLong() throws IOException {
    try (JournalFile journal = open()) {
      StoredEvent large = Journals.event("x".repeat(JournalLimits.FRAME_OCTETS));
      FramePayload tooLong = new FramePayload.Write("a", 1, List.of(large));
      assertMisused(Journals.submit(journal, tooLong), "at most 8388608 octets");
      FramePayload name = Journals.write("n".repeat(70_000), 1, 1);
      assertMisused(Journals.submit(journal, name), "more than 65535 octets");
    }
  }

  @Test
  void joinsTheWritesOfManyThreadsAndLosesNone() throws Exception {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    try (JournalFile journal = open()) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        String id = "request|" + t;
        Thread thread = new Thread(() -> submitFifty(journal, id, done));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    for (CompletableFuture<Void> one : done) {
      assertThat(one).succeedsWithin(1, TimeUnit.SECONDS);
    }
    Map<String, List<String>> contents = Journals.contents(folder);
    assertThat(contents).hasSize(8);
    assertThat(contents.values()).allSatisfy(events -> assertThat(events).hasSize(50));
  }

  @Test
  void acknowledgesNothingBeforeItIsSynced() throws Exception {
    boolean[] slow = {false};
    CountDownLatch syncing = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    FaultyStore.Fault slowDisk =
        step -> {
          if (slow[0] && step == FaultyStore.Step.BEFORE_SYNC) {
            syncing.countDown();
            await(mayGoOn);
          }
        };
    JournalStore store = new FaultyStore(FileJournalStore.open(folder), slowDisk);
    try (JournalFile journal = JournalFile.open(store, Journals.CLOCK)) {
      slow[0] = true;
      CompletableFuture<Void> done = Journals.submit(journal, Journals.write("a", 1, 1));
      CompletableFuture<Long> highest = journal.highestSequenceNr("a").toCompletableFuture();

      assertThat(syncing.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(done).isNotDone();
      assertThat(highest).isNotDone();
      assertThat(journal.persistenceIds("")).isEmpty();
      mayGoOn.countDown();
      assertThat(done).succeedsWithin(5, TimeUnit.SECONDS);
      assertThat(highest).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(1L);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesASecondProcessAndLinks() throws IOException {
    try (JournalFile journal = open()) {
      assertThat(journal.torn()).isEmpty();
      assertThatExceptionOfType(LogInUse.class)
          .isThrownBy(this::open)
          .withMessageContaining("process " + ProcessHandle.current().pid());
    }
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
    assertThatExceptionOfType(JournalDamaged.class)
        .isThrownBy(() -> JournalFile.open(link, Journals.CLOCK));
    Path file = folder.resolve("events.journal");
    Files.createSymbolicLink(file, Files.move(file, parent.resolve("moved")));
    assertThatExceptionOfType(JournalDamaged.class).isThrownBy(this::open);
  }

  @Test
  void keepsFolderAndFileToTheirOwner() throws IOException {
    open().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    Path file = folder.resolve("events.journal");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void failsWritesAfterClosing() throws IOException {
    JournalFile journal = open();
    journal.close();

    assertThat(Journals.submit(journal, Journals.write("a", 1, 1)))
        .failsWithin(1, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(JournalUnwritable.class);
  }

  private JournalFile open() throws IOException {
    return JournalFile.open(folder, Journals.CLOCK);
  }

  private static void submitFifty(
      JournalFile journal, String id, List<CompletableFuture<Void>> done) {
    for (int i = 1; i <= 50; i++) {
      CompletableFuture<Void> one = Journals.submit(journal, Journals.write(id, i, 1));
      synchronized (done) {
        done.add(one);
      }
    }
  }

  private static void assertMisused(CompletableFuture<Void> done, String message) {
    assertThat(done)
        .failsWithin(5, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(JournalMisused.class)
        .withMessageContaining(message);
  }
}
