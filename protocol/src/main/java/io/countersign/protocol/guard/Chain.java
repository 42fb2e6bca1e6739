package io.countersign.protocol.guard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One step of the pseudo-random sequence: a value that shows knowledge of the state, and the next
 * state, from which no earlier value can be found again. Secrets: the state.
 */
final class Chain {
  /** So many positions have one chain: the most steps that reading one datagram takes. */
  static final int SEGMENT = 256;

  private static final byte[] BEGIN = "segment".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = "value".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEXT = "next".getBytes(StandardCharsets.US_ASCII);

  private Chain() {}

  /** The state at a position that begins a segment. */
  static byte[] begin(byte[] key, long position) {
    return Pulse.hmac(
        key, ByteBuffer.allocate(BEGIN.length + Long.BYTES).put(BEGIN).putLong(position).array());
  }

  /** Whether a segment begins there. */
  static boolean begins(long position) {
    return position % SEGMENT == 0;
  }

  /** The value of this state over the octets that it goes with. */
  static byte[] value(byte[] state, byte[] octets) {
    return Pulse.hmac(
        state, ByteBuffer.allocate(VALUE.length + octets.length).put(VALUE).put(octets).array());
  }

  /** Replaces the state by the next. */
  static void advance(byte[] state) {
    byte[] next = Pulse.hmac(state, NEXT);
    System.arraycopy(next, 0, state, 0, state.length);
    Arrays.fill(next, (byte) 0);
  }
}
