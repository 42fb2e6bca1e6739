package io.countersign.protocol.log;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A store whose process dies at a chosen step of a chosen batch: before the write, after a part of
 * it, before the sync, or after the sync and before anybody is told. Every later call fails too.
 */
final class DyingStore implements LogStore {
  enum Step {
    BEFORE_WRITE,
    WITHIN_WRITE,
    BEFORE_SYNC,
    AFTER_SYNC
  }

  /** Thrown in place of the end of the process. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final LogStore store;
  private final Step step;
  private int batchesToGo;

  DyingStore(LogStore store, Step step, int batch) {
    this.store = store;
    this.step = step;
    this.batchesToGo = batch;
  }

  @Override
  public void write(List<byte[]> lines) throws IOException {
    batchesToGo--;
    dieAt(Step.BEFORE_WRITE);
    if (batchesToGo == 0 && step == Step.WITHIN_WRITE) {
      byte[] last = lines.get(lines.size() - 1);
      store.write(lines.subList(0, lines.size() - 1));
      store.write(List.of(Arrays.copyOf(last, last.length / 2)));
      throw new Died();
    }
    store.write(lines);
  }

  @Override
  public void sync() throws IOException {
    dieAt(Step.BEFORE_SYNC);
    store.sync();
    dieAt(Step.AFTER_SYNC);
  }

  private void dieAt(Step here) {
    if (batchesToGo == 0 && step == here) {
      throw new Died();
    }
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
  public void rewind(long length) throws IOException {
    store.rewind(length);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
