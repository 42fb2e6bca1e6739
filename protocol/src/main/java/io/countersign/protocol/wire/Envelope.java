package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Objects;

/**
 * One hop's message with its address and freshness. What encloses it may change (a signature first,
 * session keys later); this shape does not.
 *
 * @param v version, 1
 * @param from name of the sending party
 * @param to name of the receiving party
 * @param epoch sequence of the ring's record under which the sender's keys are to be read
 * @param channel names one life of the sender towards the receiver: start in milliseconds since
 *     1970, '-', 16 random hex digits
 * @param sequence counts from 1 in its channel
 * @param issued milliseconds since 1970
 * @param expires milliseconds since 1970; refused later
 * @param type the payload's registered word
 * @param payload CBOR
 */
public record Envelope(
    int v,
    String from,
    String to,
    long epoch,
    String channel,
    long sequence,
    long issued,
    long expires,
    String type,
    Octets payload) {
  public static final int VERSION = 1;

  /**
   * Refuses an envelope that lacks a part, before anything of it is looked at: CBOR can say null
   * where the shape says text.
   *
   * @throws NullPointerException naming the part; {@link Wire} makes {@code envelope:form} of it
   */
  public Envelope {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(payload, "payload");
  }
}
