package io.countersign.coordinator.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which frame holds which event: some ten octets of memory for each event, none of its content.
 * Thread: safe; the writer adds while recovering actors look up.
 */
final class EventIndex {
  private final Map<String, Entry> entries = new TreeMap<>();

  /** Sequence numbers of an id are deleted + 1 .. highest, the n-th one in the frame offsets[n]. */
  private static final class Entry {
    private long deleted;
    private long highest;
    private long[] offsets = new long[4];

    private int count() {
      return Math.toIntExact(highest - deleted);
    }

    private void add(FramePayload.Write write, long offset) {
      int count = count();
      int more = write.events().size();
      if (count + more > offsets.length) {
        offsets = Arrays.copyOf(offsets, Math.max(count + more, count * 2));
      }
      Arrays.fill(offsets, count, count + more, offset);
      highest = write.lastSequenceNr();
    }

    private void deleteTo(long sequenceNr) {
      long to = Math.min(sequenceNr, highest);
      if (to > deleted) {
        offsets = Arrays.copyOfRange(offsets, Math.toIntExact(to - deleted), count());
        deleted = to;
      }
    }
  }

  synchronized void add(FramePayload payload, long offset) {
    Entry entry = entries.computeIfAbsent(payload.persistenceId(), id -> new Entry());
    if (payload instanceof FramePayload.Write write) {
      entry.add(write, offset);
    } else if (payload instanceof FramePayload.Delete delete) {
      entry.deleteTo(delete.toSequenceNr());
    }
  }

  /** The highest sequence number ever written for an id, deleted or not; 0 if there is none. */
  synchronized long highestSequenceNr(String persistenceId) {
    Entry entry = entries.get(persistenceId);
    return entry == null ? 0 : entry.highest;
  }

  /** Where the frames of these events begin, ascending, each once. */
  synchronized List<Long> frames(String persistenceId, long from, long to) {
    @Nullable Entry entry = entries.get(persistenceId);
    List<Long> frames = new ArrayList<>();
    if (entry != null) {
      long first = Math.max(from, entry.deleted + 1);
      long last = Math.min(to, entry.highest);
      for (long n = first; n <= last; n++) {
        long offset = entry.offsets[Math.toIntExact(n - entry.deleted - 1)];
        if (frames.isEmpty() || frames.get(frames.size() - 1) != offset) {
          frames.add(offset);
        }
      }
    }
    return frames;
  }

  /** The first sequence number that is not deleted. */
  synchronized long firstSequenceNr(String persistenceId) {
    Entry entry = entries.get(persistenceId);
    return entry == null ? 1 : entry.deleted + 1;
  }

  /** Ids that begin with a prefix and have events, sorted. */
  synchronized List<String> persistenceIds(String prefix) {
    return entries.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix) && e.getValue().count() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }
}
