package io.countersign.coordinator.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Headers of the file and of its frames. Source: package documentation, format 1. */
final class Frame {
  static final int FILE_HEADER_OCTETS = 16;
  static final int HEADER_OCTETS = 28;
  private static final byte[] FILE_MAGIC = "CSGNJRNL".getBytes(StandardCharsets.US_ASCII);
  private static final int MAGIC = 0x43534a46; // "CSJF"

  private Frame() {}

  /**
   * A frame's header whose own checksum is right.
   *
   * @param length of the payload, in octets
   * @param batch number of its batch
   * @param left how many frames of the batch follow this one
   */
  record Header(int length, long batch, int left, int payloadCrc) {
    boolean matches(byte[] payload) {
      return payload.length == length && crc(payload, 0, payload.length) == payloadCrc;
    }
  }

  static byte[] fileHeader() {
    ByteBuffer out = ByteBuffer.allocate(FILE_HEADER_OCTETS);
    out.put(FILE_MAGIC).putInt(JournalLimits.VERSION);
    return out.putInt(crc(out.array(), 0, 12)).array();
  }

  /** The version in a file's header; empty if it is not the header of a journal. */
  static Optional<Integer> version(byte[] octets) {
    ByteBuffer in = ByteBuffer.wrap(octets);
    boolean whole =
        octets.length == FILE_HEADER_OCTETS
            && Arrays.equals(FILE_MAGIC, Arrays.copyOf(octets, FILE_MAGIC.length))
            && in.getInt(12) == crc(octets, 0, 12);
    return whole ? Optional.of(in.getInt(8)) : Optional.empty();
  }

  static byte[] encode(byte[] payload, long batch, int left) {
    ByteBuffer out = ByteBuffer.allocate(HEADER_OCTETS + payload.length);
    out.putInt(MAGIC).putInt(payload.length).putLong(batch).putInt(left);
    out.putInt(crc(payload, 0, payload.length));
    out.putInt(crc(out.array(), 0, 24));
    return out.put(payload).array();
  }

  /** The header at an index; empty if there is none with a right checksum and sensible length. */
  static Optional<Header> header(byte[] octets, int at) {
    if (at + HEADER_OCTETS > octets.length) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(octets, at, HEADER_OCTETS).slice();
    if (in.getInt(0) != MAGIC || in.getInt(24) != crc(octets, at, 24)) {
      return Optional.empty();
    }
    Header header = new Header(in.getInt(4), in.getLong(8), in.getInt(16), in.getInt(20));
    boolean sensible =
        header.left >= 0 && header.length >= 0 && header.length <= JournalLimits.FRAME_OCTETS;
    return sensible ? Optional.of(header) : Optional.empty();
  }

  private static int crc(byte[] octets, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(octets, from, length);
    return (int) crc.getValue();
  }
}
