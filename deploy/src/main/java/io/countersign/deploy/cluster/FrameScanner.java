package io.countersign.deploy.cluster;

import java.nio.ByteBuffer;

/**
 * Follows the lengths in a stream of Artery's TCP transport: four octets {@code AKKA}, one octet
 * stream id, then frames of a little-endian 32-bit length and as many octets. Akka 2.8.5 gathers a
 * frame of any announced length in memory; this stops a peer that announces too much. Used by one
 * thread at a time.
 */
final class FrameScanner {
  private static final int PREAMBLE = 5;
  private static final int LENGTH_OCTETS = 4;

  private final int maximum;
  private int toSkip = PREAMBLE;
  private int lengthRead;
  private long length;

  /**
   * @param maximum longest frame, in octets
   */
  FrameScanner(int maximum) {
    this.maximum = maximum;
  }

  /**
   * Scans octets {@code from..to-1} of a buffer; neither position nor limit matter or change.
   *
   * @return -1 if all is well, else the announced length that is too long
   */
  long scan(ByteBuffer buffer, int from, int to) {
    int at = from;
    while (at < to) {
      if (toSkip > 0) {
        int step = Math.min(toSkip, to - at);
        toSkip -= step;
        at += step;
        continue;
      }
      length |= (buffer.get(at) & 0xffL) << (8 * lengthRead);
      lengthRead++;
      at++;
      if (lengthRead == LENGTH_OCTETS) {
        if (length > maximum) {
          return length;
        }
        toSkip = (int) length;
        length = 0;
        lengthRead = 0;
      }
    }
    return -1;
  }
}
