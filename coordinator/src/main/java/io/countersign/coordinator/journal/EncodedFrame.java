package io.countersign.coordinator.journal;

import java.util.Collection;

/** A payload with its octets, within bounds. Immutable; the octets must not be changed. */
final class EncodedFrame {
  private final FramePayload payload;
  private final byte[] octets;

  private EncodedFrame(FramePayload payload, byte[] octets) {
    this.payload = payload;
    this.octets = octets;
  }

  /**
   * Encodes a payload.
   *
   * @throws JournalMisused if it is longer than {@link JournalLimits#FRAME_OCTETS}
   */
  static EncodedFrame of(FramePayload payload) throws JournalMisused {
    return new EncodedFrame(payload, FramePayload.encode(payload));
  }

  FramePayload payload() {
    return payload;
  }

  byte[] octets() {
    return octets;
  }

  /** Octets that the frames take in the file. */
  static long length(Collection<EncodedFrame> frames) {
    return frames.stream().mapToLong(f -> (long) f.octets.length + Frame.HEADER_OCTETS).sum();
  }
}
