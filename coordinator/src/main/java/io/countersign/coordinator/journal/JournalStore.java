package io.countersign.coordinator.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;

/**
 * The storage below a {@link JournalFile}: one sequence of octets that grows at its end. A port of
 * few operations, so that a test build can end the process between any two of them. One thread
 * writes; channels for reading are independent of it.
 */
public interface JournalStore extends Closeable {

  /** How a person finds it: the path of the file. */
  String name();

  /** A new channel for reading, to be closed by its user. */
  SeekableByteChannel read() throws IOException;

  /**
   * Begins writing at {@code length}, the end, after everything up to there was made durable, also
   * what the system believes to be so after a failed sync: the octets from {@code settled} on are
   * written again.
   */
  void resume(long settled, long length) throws IOException;

  /**
   * Copies what follows {@code length} octets to a file of its own, durably, and cuts it off.
   *
   * @return how a person finds the copy
   */
  String setAside(long length, Instant now) throws IOException;

  /** Writes at the end; not durable yet. */
  void write(byte[] octets) throws IOException;

  /** Makes everything written durable before it returns. */
  void sync() throws IOException;

  /** Cuts the end to a length and makes that durable: what a failed write or sync left goes. */
  void rewind(long length) throws IOException;
}
