package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.log.LogEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Write, sync, act, answer (I7). */
class EffectQueueTest {
  private final EffectQueue queue = new EffectQueue();

  @Test
  void releasesWhatRestsOnNothing() {
    queue.add(List.of(note("a"), note("b")));

    assertThat(queue.release()).containsExactly(note("a"), note("b"));
    assertThat(queue.nextBatch()).isEmpty();
  }

  @Test
  void holdsBackWhatFollowsAnEntryUntilItIsDurable() {
    queue.add(List.of(note("a"), entry("x"), note("b")));

    assertThat(queue.release()).containsExactly(note("a"));
    assertThat(kinds(queue.nextBatch())).containsExactly("x");
    assertThat(queue.release()).isEmpty();
    queue.synced();
    assertThat(queue.release()).containsExactly(note("b"));
  }

  @Test
  void holdsBackWhatHasNoEntryOfItsOwnButComesLater() {
    queue.add(List.of(entry("x")));
    queue.nextBatch();
    queue.add(List.of(note("later")));

    assertThat(queue.release()).isEmpty();
    queue.synced();
    assertThat(queue.release()).containsExactly(note("later"));
  }

  @Test
  void gathersEntriesWhileABatchIsBeingSynced() {
    queue.add(List.of(entry("x")));
    assertThat(kinds(queue.nextBatch())).containsExactly("x");

    queue.add(List.of(entry("y"), note("b")));
    queue.add(List.of(entry("z"), note("c")));
    assertThat(queue.nextBatch()).isEmpty();
    queue.synced();

    assertThat(kinds(queue.nextBatch())).containsExactly("y", "z");
    assertThat(queue.release()).isEmpty();
    queue.synced();
    assertThat(queue.release()).containsExactly(note("b"), note("c"));
  }

  @Test
  void takesTheNextBatchAlsoBeforeTheLastWasReleased() {
    queue.add(List.of(entry("x"), note("a")));
    queue.nextBatch();
    queue.add(List.of(entry("y"), note("b")));
    queue.synced();

    assertThat(kinds(queue.nextBatch())).containsExactly("y");
    assertThat(queue.release()).containsExactly(note("a"));
    queue.synced();
    assertThat(queue.release()).containsExactly(note("b"));
  }

  @Test
  void dividesWhatIsTooMuchForOneBatch() {
    queue.add(new ArrayList<>(Collections.nCopies(300, entry("x"))));
    queue.add(List.of(note("end")));

    assertThat(queue.nextBatch()).hasSize(256);
    queue.synced();
    assertThat(queue.release()).isEmpty();
    assertThat(queue.nextBatch()).hasSize(44);
    queue.synced();
    assertThat(queue.release()).containsExactly(note("end"));
  }

  @Test
  void dividesWhatIsTooLongForOneBatch() {
    LogEntry longest =
        LogEntry.of("x", Map.of("text", "a".repeat(60_000), "more", "b".repeat(60_000)));
    queue.add(new ArrayList<>(Collections.nCopies(40, new Effect.Append(longest))));

    assertThat(queue.nextBatch()).hasSizeBetween(10, 20);
  }

  private static Effect note(String text) {
    return new Effect.Note(false, text);
  }

  private static Effect entry(String kind) {
    return new Effect.Append(LogEntry.of(kind, Map.of()));
  }

  private static List<String> kinds(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::kind).toList();
  }
}
