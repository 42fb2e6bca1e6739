package io.countersign.coordinator.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Writes and reads of journals in tests. */
final class Journals {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T09:18:49.123Z"), ZoneOffset.UTC);

  private Journals() {}

  static StoredEvent event(String text) {
    return new StoredEvent(
        1_000, 17, "event-v1", "", "writer", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Events of one id that count together; their texts say id and sequence number. */
  static FramePayload.Write write(String id, long first, int count) {
    List<StoredEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(id + "#" + (first + i)));
    }
    return new FramePayload.Write(id, first, events);
  }

  static CompletableFuture<Void> submit(JournalFile journal, FramePayload... payloads) {
    List<EncodedFrame> frames = new ArrayList<>();
    try {
      for (FramePayload payload : payloads) {
        frames.add(EncodedFrame.of(payload));
      }
    } catch (JournalMisused e) {
      return CompletableFuture.failedFuture(e);
    }
    return journal.append(frames).toCompletableFuture();
  }

  static void append(JournalFile journal, FramePayload... payloads) {
    submit(journal, payloads).join();
  }

  /** Every event of every id, as its text. */
  static Map<String, List<String>> contents(JournalFile journal) throws IOException {
    Map<String, List<String>> contents = new TreeMap<>();
    for (String id : journal.persistenceIds("")) {
      contents.put(id, texts(journal, id, 1, Long.MAX_VALUE, Long.MAX_VALUE));
    }
    return contents;
  }

  static Map<String, List<String>> contents(Path folder) throws IOException {
    try (JournalFile journal = JournalFile.open(folder, CLOCK)) {
      return contents(journal);
    }
  }

  static List<String> texts(JournalFile journal, String id, long from, long to, long most)
      throws IOException {
    List<String> texts = new ArrayList<>();
    journal.replay(
        id,
        from,
        to,
        most,
        one -> texts.add(new String(one.event().octets(), StandardCharsets.UTF_8)));
    return texts;
  }
}
