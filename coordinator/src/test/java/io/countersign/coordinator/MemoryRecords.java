package io.countersign.coordinator;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.RecordTaker;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the ring's records in memory, and none while it is full. */
public final class MemoryRecords implements RecordTaker.Keeper {
  private final Map<Long, String> texts = new ConcurrentHashMap<>();
  private volatile boolean full;

  public void fill(boolean now) {
    full = now;
  }

  @Override
  public void keep(Ring.Next next) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    texts.put(next.sequence(), next.text());
  }

  @Override
  public Optional<String> text(long sequence) {
    return Optional.ofNullable(texts.get(sequence));
  }
}
