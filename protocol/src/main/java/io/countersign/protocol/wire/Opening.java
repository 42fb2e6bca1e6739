package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Objects;

/**
 * What every message of a channel shares: who speaks to whom, under which record, and the sender's
 * half of the session key. The sender signs it once; it travels with each message, so that there is
 * no handshake to wait for and none to lose (M7).
 *
 * @param v version, 2
 * @param from name of the sending party
 * @param to name of the receiving party
 * @param epoch sequence of the ring's record under which the parties' keys are to be read
 * @param channel names one life of the sender: start in milliseconds since 1970, '-', 16 random hex
 *     digits
 * @param key SubjectPublicKeyInfo of the P-256 key that the sender made for this opening
 * @param issued milliseconds since 1970; it opens no message that was issued earlier, or {@link
 *     EnvelopeSealer#KEY_LIFE} later
 */
public record Opening(
    int v, String from, String to, long epoch, String channel, Octets key, long issued) {
  public static final int VERSION = 2;

  /** Longest, encoded, in octets. */
  public static final int MAX_OCTETS = 512;

  /**
   * What a sealed message says of itself, of which nothing is verified yet: who carries it may look
   * at it, only its recipient can believe it.
   *
   * @throws WireException {@code envelope:form}
   */
  public static Opening claimedIn(SealedEnvelope sealed) {
    return Wire.decode("envelope:form", sealed.opening().toByteArray(), Opening.class);
  }

  /**
   * Refuses an opening that lacks a part, before anything of it is looked at: CBOR can say null
   * where the shape says text.
   *
   * @throws NullPointerException naming the part; {@link Wire} makes {@code envelope:form} of it
   */
  public Opening {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(key, "key");
  }
}
