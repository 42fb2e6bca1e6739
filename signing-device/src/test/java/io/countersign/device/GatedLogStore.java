package io.countersign.device;

import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.log.NodeLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A log's storage in memory whose disk a test can hold up or break. It has one segment. */
final class GatedLogStore implements LogStore {
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean begun;
  private boolean shut;
  private boolean blocked;
  private boolean broken;
  private boolean closed;

  /** A new log of a device on this storage, which is shut when it is handed out. */
  DeviceLog newLog(int index, Clock clock) throws IOException {
    NodeLog log =
        NodeLog.create(
            this,
            DeviceLog.owner(Bench.device(index), Bench.identity(index)),
            clock,
            LogLimits.SEGMENT_OCTETS);
    shut();
    return DeviceLog.ofNew(log, clock);
  }

  void shut() {
    change(() -> shut = true);
  }

  void open() {
    change(() -> shut = false);
  }

  void fail() {
    change(() -> broken = true);
  }

  /** What was written. */
  String text() {
    return octets.toString(StandardCharsets.UTF_8);
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns once a sync waits for the gate. */
  void awaitWriteBlocked() {
    lock.lock();
    try {
      while (!blocked) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sync() throws IOException {
    lock.lock();
    try {
      blocked = shut;
      changed.signalAll();
      while (shut) {
        changed.awaitUninterruptibly();
      }
      blocked = false;
      if (broken) {
        throw new IOException("the disk is full");
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Integer> segments() {
    return begun ? List.of(1) : List.of();
  }

  @Override
  public String name(int segment) {
    return "memory-" + segment;
  }

  @Override
  public InputStream read(int segment, long from) {
    byte[] all = octets.toByteArray();
    return new ByteArrayInputStream(all, (int) from, all.length - (int) from);
  }

  @Override
  public void begin(int segment) {
    begun = true;
  }

  @Override
  public void resume(int segment, long settled, long length) {}

  @Override
  public String setAside(int segment, long length, Instant now) {
    throw new IllegalStateException("nothing is torn in memory");
  }

  @Override
  public void write(List<byte[]> lines) {
    lines.forEach(octets::writeBytes);
  }

  @Override
  public void rewind(long length) {
    byte[] kept = Arrays.copyOf(octets.toByteArray(), (int) length);
    octets.reset();
    octets.writeBytes(kept);
  }

  @Override
  public void close() {
    change(() -> closed = true);
  }
}
