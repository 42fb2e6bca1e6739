package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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

  /** The state at a position that begins a segment; the caller closes it. */
  static DerivedKey begin(DerivedKey key, long position) {
    return key.next(
        ByteBuffer.allocate(BEGIN.length + Long.BYTES).put(BEGIN).putLong(position).array());
  }

  /** Whether a segment begins there. */
  static boolean begins(long position) {
    return position % SEGMENT == 0;
  }

  /** The value of this state over the octets that it goes with. */
  static byte[] value(DerivedKey state, byte[] octets) {
    return state.hmac(
        ByteBuffer.allocate(VALUE.length + octets.length).put(VALUE).put(octets).array());
  }

  /** The next state; the caller closes both. */
  static DerivedKey next(DerivedKey state) {
    return state.next(NEXT);
  }

  /** The state that is so many steps on, which the caller closes; this one and all between are. */
  static DerivedKey walk(DerivedKey state, long steps) {
    DerivedKey at = state;
    for (long i = 0; i < steps; i++) {
      try (DerivedKey past = at) {
        at = next(past);
      }
    }
    return at;
  }
}
