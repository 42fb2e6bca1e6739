package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Opens what others sealed: size, form, address, sender, signature, freshness and order, in that
 * order, before anything of the payload is parsed (M7, I8). One per party, used by one thread.
 */
public final class EnvelopeOpener {
  private final String self;
  private final Ring ring;
  private final Set<Role> admitted;
  private final Clock clock;
  private final Map<String, Position> positions = new HashMap<>();

  /**
   * How far one sender was heard.
   *
   * @param issued the latest time of issue of all that was opened, whatever the channel
   * @param channel the channel of what was opened last
   * @param sequence the greatest of that channel
   */
  private record Position(long issued, String channel, long sequence) {}

  /** A message whose sender is known by his signature. */
  public record Opened(String from, WireMessage message) {}

  /**
   * @param admitted roles whose messages this party reads
   */
  public EnvelopeOpener(String self, Ring ring, Set<Role> admitted, Clock clock) {
    this.self = self;
    this.ring = ring;
    this.admitted = Set.copyOf(admitted);
    this.clock = clock;
  }

  /**
   * @throws WireException {@code envelope:size}, {@code envelope:form}, {@code envelope:version},
   *     {@code envelope:to}, {@code envelope:from}, {@code envelope:epoch}, {@code
   *     envelope:signature}, {@code envelope:expired}, {@code envelope:replay}, {@code wire:type},
   *     {@code wire:payload}
   */
  public Opened open(SealedEnvelope sealed) {
    if (sealed.envelope().length() > SealedEnvelope.MAX_OCTETS) {
      throw new WireException(
          "envelope:size",
          sealed.envelope().length() + " octets, at most " + SealedEnvelope.MAX_OCTETS);
    }
    byte[] octets = sealed.envelope().toByteArray();
    Envelope envelope = Wire.decode("envelope:form", octets, Envelope.class);
    if (envelope.v() != Envelope.VERSION) {
      throw new WireException(
          "envelope:version", "version " + envelope.v() + ", want " + Envelope.VERSION);
    }
    if (!envelope.to().equals(self)) {
      throw new WireException(
          "envelope:to", "is for '" + Name.printable(envelope.to()) + "', this is '" + self + "'");
    }
    Ring.Party from =
        ring.party(envelope.from())
            .filter(p -> admitted.contains(p.role()))
            .orElseThrow(
                () ->
                    new WireException(
                        "envelope:from",
                        "'" + Name.printable(envelope.from()) + "' is not a listed sender"));
    if (envelope.epoch() != ring.sequence()) {
      throw new WireException(
          "envelope:epoch",
          "sealed under record " + envelope.epoch() + ", this node obeys " + ring.sequence());
    }
    if (!from.verify(EnvelopeSealer.signed(octets), sealed.signature().toByteArray())) {
      throw new WireException("envelope:signature", "not signed by " + from.name());
    }
    requireFresh(envelope);
    return new Opened(from.name(), Wire.decode(envelope.type(), envelope.payload().toByteArray()));
  }

  private void requireFresh(Envelope envelope) {
    long now = clock.millis();
    long lifetime = EnvelopeSealer.LIFETIME.toMillis();
    // In this order no difference overflows.
    if (now > envelope.expires()
        || envelope.issued() > now + lifetime
        || envelope.issued() < envelope.expires() - lifetime) {
      throw new WireException(
          "envelope:expired",
          "issued " + envelope.issued() + ", expires " + envelope.expires() + ", now " + now);
    }
    requireChannel(envelope.channel());
    Position seen = positions.get(envelope.from());
    if (seen != null && !follows(envelope, seen)) {
      throw new WireException(
          "envelope:replay",
          "message "
              + envelope.sequence()
              + " of "
              + envelope.from()
              + " was already seen or is out of order");
    }
    long issued = seen == null ? envelope.issued() : Math.max(seen.issued(), envelope.issued());
    positions.put(envelope.from(), new Position(issued, envelope.channel(), envelope.sequence()));
  }

  /**
   * Nothing is opened twice: what was opened in the present channel has no greater sequence, and
   * what was opened in any other was issued no later than the latest that was opened. "Later" is
   * strict, so that it holds within one millisecond too: a life that began in the millisecond of
   * its predecessor's last message would have its messages of that millisecond refused.
   *
   * <p>Order between two lives goes by when a message was issued and not by when its life began. A
   * life's begin is compared with no clock, so one that began while its clock was hours ahead would
   * lock its successors out for hours; a time of issue is at most {@link EnvelopeSealer#LIFETIME}
   * ahead. Only a message of an earlier life that never came may still be opened, while it is
   * valid.
   */
  private static boolean follows(Envelope envelope, Position seen) {
    return seen.channel().equals(envelope.channel())
        ? envelope.sequence() > seen.sequence()
        : envelope.issued() > seen.issued();
  }

  private static void requireChannel(String channel) {
    if (!channel.matches("[0-9]{1,15}-[0-9a-f]{16}")) {
      throw new WireException("envelope:form", "channel '" + Name.printable(channel) + "'");
    }
  }
}
