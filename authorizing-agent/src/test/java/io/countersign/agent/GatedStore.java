package io.countersign.agent;

import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A log's folder whose syncs a test holds up, or lets fail. */
final class GatedStore implements LogStore {
  private final FileLogStore store;
  private final Semaphore gate = new Semaphore(1000);
  private volatile boolean broken;

  GatedStore(Path folder) throws IOException {
    FileLogStore.createFolder(folder);
    this.store = FileLogStore.open(folder);
  }

  /** Syncs wait from now on. */
  void hold() {
    gate.drainPermits();
  }

  void letGo() {
    gate.release(1000);
  }

  /** Syncs fail from now on. */
  void breakDown() {
    broken = true;
  }

  @Override
  public void sync() throws IOException {
    gate.acquireUninterruptibly();
    if (broken) {
      throw new IOException("no space left on device");
    }
    store.sync();
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
  public void write(List<byte[]> lines) throws IOException {
    store.write(lines);
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
