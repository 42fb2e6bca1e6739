package io.countersign.coordinator.journal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Arrays;

/** A store that does what a test says before each write and sync, and after each sync. */
public final class FaultyStore implements JournalStore {
  public enum Step {
    BEFORE_WRITE,
    WITHIN_WRITE,
    BEFORE_SYNC,
    AFTER_SYNC,
    BEFORE_REWIND
  }

  /** What happens at a step: nothing, an error of the disk, or the end of the process. */
  @FunctionalInterface
  public interface Fault {
    void at(Step step) throws IOException;
  }

  private final JournalStore store;
  private final Fault fault;

  public FaultyStore(JournalStore store, Fault fault) {
    this.store = store;
    this.fault = fault;
  }

  @Override
  public void write(byte[] octets) throws IOException {
    fault.at(Step.BEFORE_WRITE);
    int half = octets.length / 2;
    store.write(Arrays.copyOf(octets, half));
    fault.at(Step.WITHIN_WRITE);
    store.write(Arrays.copyOfRange(octets, half, octets.length));
  }

  @Override
  public void sync() throws IOException {
    fault.at(Step.BEFORE_SYNC);
    store.sync();
    fault.at(Step.AFTER_SYNC);
  }

  @Override
  public void rewind(long length) throws IOException {
    fault.at(Step.BEFORE_REWIND);
    store.rewind(length);
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public SeekableByteChannel read() throws IOException {
    return store.read();
  }

  @Override
  public void resume(long settled, long length) throws IOException {
    store.resume(settled, length);
  }

  @Override
  public String setAside(long length, Instant now) throws IOException {
    return store.setAside(length, now);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
