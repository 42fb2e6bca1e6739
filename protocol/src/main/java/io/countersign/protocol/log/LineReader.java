package io.countersign.protocol.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length and knows where each one begins. Memory: one line. */
final class LineReader {
  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int at;
  private int end;
  private long offset;
  private long number;

  /** A line, its number from 1 and where it ends; {@code terminated} when a line feed follows. */
  static final class Line {
    final byte[] octets;
    final boolean terminated;
    final long number;
    final long start;
    final long end;

    Line(byte[] octets, boolean terminated, long number, long start, long end) {
      this.octets = octets;
      this.terminated = terminated;
      this.number = number;
      this.start = start;
      this.end = end;
    }
  }

  LineReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next line; null at the end. A line longer than {@link LogLimits#LINE_OCTETS} is given
   * unterminated, cut one octet after that bound.
   */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    long start = offset;
    number++;
    while (line.size() <= LogLimits.LINE_OCTETS) {
      if (at == end) {
        end = in.read(buffer);
        at = 0;
        if (end <= 0) {
          end = 0;
          return line.size() == 0 ? null : line(line, false, start);
        }
      }
      int most = Math.min(end, at + LogLimits.LINE_OCTETS + 1 - line.size());
      int feed = at;
      while (feed < most && buffer[feed] != '\n') {
        feed++;
      }
      line.write(buffer, at, feed - at);
      offset += feed - at;
      at = feed;
      if (feed < most) {
        at++;
        offset++;
        return line(line, true, start);
      }
    }
    return line(line, false, start);
  }

  private Line line(ByteArrayOutputStream octets, boolean terminated, long start) {
    return new Line(octets.toByteArray(), terminated, number, start, offset);
  }
}
