package io.countersign.device;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Holds effects back until every entry appended before them is durable (I7): write, sync, act,
 * answer. While one batch is being synced, later entries gather for the next: one sync then serves
 * them all.
 *
 * <p>Thread: one, the device actor's.
 */
final class EffectQueue {
  /** A batch as written stays far below what a log takes. */
  private static final int BATCH_CHARS = LogLimits.BATCH_OCTETS / 2;

  private static final int BATCH_ENTRIES = 256;
  private static final int ENTRY_CHARS = 1024;

  private final Deque<Effect> waiting = new ArrayDeque<>();
  private int syncing;
  private int durable;

  void add(List<Effect> effects) {
    waiting.addAll(effects);
  }

  /** The entries to write now; empty while a batch is being synced or when there is none. */
  List<LogEntry> nextBatch() {
    List<LogEntry> batch = new ArrayList<>();
    if (syncing > 0) {
      return batch;
    }
    int chars = 0;
    int skip = durable;
    for (Effect effect : waiting) {
      if (effect instanceof Effect.Append append && skip-- <= 0) {
        chars += chars(append.entry());
        if (!batch.isEmpty() && (chars > BATCH_CHARS || batch.size() >= BATCH_ENTRIES)) {
          break;
        }
        batch.add(append.entry());
      }
    }
    syncing = batch.size();
    return batch;
  }

  /** The batch that was handed out last is durable. */
  void synced() {
    durable += syncing;
    syncing = 0;
  }

  /** The effects that no unwritten entry holds back any more, in their order. */
  List<Effect> release() {
    List<Effect> released = new ArrayList<>();
    while (!waiting.isEmpty()) {
      boolean append = waiting.element() instanceof Effect.Append;
      if (append && durable == 0) {
        break;
      }
      Effect effect = waiting.remove();
      if (append) {
        durable--;
      } else {
        released.add(effect);
      }
    }
    return released;
  }

  private static int chars(LogEntry entry) {
    int chars = ENTRY_CHARS;
    for (Object value : entry.body().values()) {
      if (value instanceof String text) {
        chars += text.length();
      } else if (value instanceof List<?> list) {
        chars += list.stream().mapToInt(item -> String.valueOf(item).length() + 3).sum();
      }
    }
    return chars;
  }
}
