package io.countersign.protocol.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * The storage below a {@link NodeLog}: numbered segments, of which only the last one, the tail, is
 * written, and only at its end. A port of few operations, so that a test build can end the process
 * between any two of them and a simulator can lose what was not synced. Thread: one at a time.
 */
public interface LogStore extends Closeable {

  /** Numbers of the segments that exist, ascending. */
  List<Integer> segments() throws IOException;

  /** How a person finds the segment: the path of its file. Segment 0 is the whole store. */
  String name(int segment);

  /** The octets of a segment from an offset on. */
  InputStream read(int segment, long from) throws IOException;

  /** Makes an empty segment the tail, and its existence durable. An empty one may exist already. */
  void begin(int segment) throws IOException;

  /**
   * Makes an existing segment the tail and everything up to its end durable, also what the system
   * believes to be so after a failed sync: the octets from {@code settled} on are written again.
   *
   * @param length the segment's length in octets
   */
  void resume(int segment, long settled, long length) throws IOException;

  /**
   * Copies what follows {@code length} octets of a segment to a file of its own, durably, and then
   * cuts the segment there.
   *
   * @return how a person finds the copy
   */
  String setAside(int segment, long length, Instant now) throws IOException;

  /** Writes lines, each with its line feed, at the end of the tail; not durable yet. */
  void write(List<byte[]> lines) throws IOException;

  /** Makes everything written durable before it returns. */
  void sync() throws IOException;

  /** Cuts the tail to a length and makes that durable: what a failed write or sync left goes. */
  void rewind(long length) throws IOException;
}
