package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Octets;

/**
 * One authentic beat of one source for one device.
 *
 * @param source name of the party that sent it
 * @param kind how it was authenticated
 * @param life 16 octets that name one run of the source
 * @param counter greater than that of every beat the source ever sent to this device
 * @param epoch sequence of the ring's record that the source obeys
 * @param issued milliseconds since 1970 by the source's clock
 * @param software SHA-256 of the software that the source believes the device runs
 */
public record Beat(
    String source, Kind kind, Octets life, long counter, long epoch, long issued, Octets software) {

  /** How a beat is authenticated. */
  public enum Kind {
    /** Encrypted to the device and signed with the source's identity key. */
    SIGNED(1),
    /** The next value of a pseudo-random sequence that source and device derive alike. */
    SEQUENCE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The octet in a datagram. */
    public int code() {
      return code;
    }

    /** The word in node.conf: {@code signed} or {@code sequence}. */
    public String label() {
      return this == SIGNED ? "signed" : "sequence";
    }
  }
}
