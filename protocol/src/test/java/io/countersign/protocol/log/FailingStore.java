package io.countersign.protocol.log;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A store on a disk that is full or fails while the test says so. */
final class FailingStore implements LogStore {
  private final LogStore store;
  volatile boolean writesFail;
  volatile boolean syncsFail;
  volatile boolean rewindsFail;

  FailingStore(LogStore store) {
    this.store = store;
  }

  @Override
  public void write(List<byte[]> lines) throws IOException {
    if (writesFail) {
      byte[] first = lines.get(0);
      store.write(List.of(Arrays.copyOf(first, first.length / 2)));
      throw new IOException("No space left on device");
    }
    store.write(lines);
  }

  @Override
  public void sync() throws IOException {
    if (syncsFail) {
      throw new IOException("Input/output error");
    }
    store.sync();
  }

  @Override
  public void rewind(long length) throws IOException {
    if (rewindsFail) {
      throw new IOException("Input/output error");
    }
    store.rewind(length);
  }

  @Override
  public List<Integer> segments() throws IOException {
    return store.segments();
  }

  @Override
  public String name(int segment) {
    return store.name(segment);
  }

  @Override
  public InputStream read(int segment, long from) throws IOException {
    return store.read(segment, from);
  }

  @Override
  public void begin(int segment) throws IOException {
    if (writesFail) {
      throw new IOException("No space left on device");
    }
    store.begin(segment);
  }

  @Override
  public void resume(int segment, long settled, long length) throws IOException {
    store.resume(segment, settled, length);
  }

  @Override
  public String setAside(int segment, long length, Instant now) throws IOException {
    return store.setAside(segment, length, now);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
