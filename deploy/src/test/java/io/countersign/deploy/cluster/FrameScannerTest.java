package io.countersign.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private static final int MAXIMUM = 1000;

  @Test
  void passesFramesUpToTheBound() {
    assertThat(scanInPieces(stream(7, MAXIMUM, 0, 12), 1)).isEqualTo(-1);
    assertThat(scanInPieces(stream(7, MAXIMUM, 0, 12), 4096)).isEqualTo(-1);
  }

  @Test
  void namesTheFirstLengthAboveTheBoundHoweverTheOctetsArrive() {
    for (int piece : new int[] {1, 2, 3, 5, 64, 4096}) {
      assertThat(scanInPieces(stream(7, MAXIMUM + 1), piece)).isEqualTo(MAXIMUM + 1);
    }
  }

  @Test
  void readsALengthWithTheHighestBitAsLarge() {
    ByteBuffer octets = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
    octets.put(new byte[5]).putInt(-1);

    assertThat(new FrameScanner(MAXIMUM).scan(octets, 0, 9)).isEqualTo(0xffffffffL);
  }

  /** A preamble and frames of these lengths; the last frame's octets may be missing. */
  private static byte[] stream(int... lengths) {
    int size = 5;
    for (int length : lengths) {
      size += 4 + length;
    }
    ByteBuffer octets = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    octets.put(new byte[] {'A', 'K', 'K', 'A', 1});
    for (int length : lengths) {
      octets.putInt(length).put(new byte[length]);
    }
    return octets.array();
  }

  private static long scanInPieces(byte[] octets, int piece) {
    FrameScanner scanner = new FrameScanner(MAXIMUM);
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    for (int at = 0; at < octets.length; at += piece) {
      long tooLong = scanner.scan(buffer, at, Math.min(octets.length, at + piece));
      if (tooLong >= 0) {
        return tooLong;
      }
    }
    return -1;
  }
}
