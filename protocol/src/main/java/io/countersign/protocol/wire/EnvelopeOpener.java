package io.countersign.protocol.wire;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.SessionKey;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Opens what others sealed: size, form, address, sender, the opening's signature, freshness and
 * order, the message's own tag, in that order, before anything of the payload is parsed (M7, I8).
 * One per party, used by one thread.
 *
 * <p>A message that is refused up to its tag changes nothing. The session keys of a sender's
 * present and previous opening are kept, no more, and only once a message under them was authentic:
 * what nobody signed costs one verification, what a listed sender once signed and another sends
 * again with other octets costs at most two agreements more.
 *
 * <p>An opener remembers nothing of the life before it, so it refuses what was issued before it
 * began. What a restarted party can therefore read twice is a message of the last {@link
 * EnvelopeSealer#LIFETIME} whose sender's clock is ahead of the party's own by more than the time
 * that the restart took; no party acts twice on it, for acts are recorded and answered from the
 * record (I6).
 *
 * <p>Secrets: session keys, erased by {@link #close}.
 */
public final class EnvelopeOpener implements AutoCloseable {
  /** Openings kept of one sender. */
  static final int SESSIONS_MAX = 2;

  private final String self;
  private final Ring ring;
  private final Set<Role> admitted;
  private final AgreementKey agreement;
  private final Clock clock;

  /**
   * When it began; earlier if its clock was set back since, which shows that it had begun ahead.
   */
  private long began;

  private final Map<String, Position> positions = new HashMap<>();
  private final Map<Octets, Session> sessions = new HashMap<>();
  private final Map<String, Deque<Session>> sessionsBySender = new HashMap<>();

  /**
   * How far one sender was heard.
   *
   * @param issued the latest time of issue of all that was opened, whatever the channel
   * @param channel the channel of what was opened last
   * @param sequence the greatest of that channel
   */
  private record Position(long issued, String channel, long sequence) {}

  /** An opening that was verified, and its key. */
  private record Session(
      Octets octets, Octets signature, Octets salt, Opening opening, SessionKey key) {}

  /** A message whose sender is known: it was encrypted under a key that only he could agree on. */
  public record Opened(String from, WireMessage message) {}

  /**
   * @param ring the ring's record in force
   * @param admitted roles whose messages this party reads
   * @param agreement this party's agreement key; stays its owner's
   * @param clock it begins now: what was issued earlier is refused
   */
  public EnvelopeOpener(
      String self, Ring ring, Set<Role> admitted, AgreementKey agreement, Clock clock) {
    this.self = self;
    this.ring = ring;
    this.admitted = Set.copyOf(admitted);
    this.agreement = agreement;
    this.clock = clock;
    this.began = clock.millis();
  }

  /**
   * @throws WireException {@code envelope:size}, {@code envelope:form}, {@code envelope:version},
   *     {@code envelope:to}, {@code envelope:from}, {@code envelope:revoked}, {@code
   *     envelope:epoch}, {@code envelope:signature}, {@code envelope:expired}, {@code
   *     envelope:replay}, {@code envelope:seal}, {@code wire:type}, {@code wire:payload}
   */
  public Opened open(SealedEnvelope sealed) {
    requireSize(sealed);
    Session known = sessions.get(sealed.opening());
    Opening opening = known == null ? verified(sealed) : sameSignature(known, sealed);
    listed(opening);
    requireFresh(opening, sealed);
    byte[] body = known == null ? openFirst(opening, sealed) : decrypted(known, sealed);
    noteOpened(opening, sealed);
    try {
      Body message = Wire.decode("wire:payload", body, Body.class);
      return new Opened(
          opening.from(), Wire.decode(message.type(), message.payload().toByteArray()));
    } catch (WireException e) {
      throw e.sentBy(opening.from());
    }
  }

  private static void requireSize(SealedEnvelope sealed) {
    if (sealed.opening().length() > Opening.MAX_OCTETS
        || sealed.sealed().length() > SealedEnvelope.MAX_OCTETS) {
      throw new WireException(
          "envelope:size",
          "opening of %d octets, at most %d; message of %d, at most %d"
              .formatted(
                  sealed.opening().length(),
                  Opening.MAX_OCTETS,
                  sealed.sealed().length(),
                  SealedEnvelope.MAX_OCTETS));
    }
    if (sealed.sequence() < 1) {
      throw new WireException("envelope:form", "sequence " + sealed.sequence());
    }
  }

  private Opening verified(SealedEnvelope sealed) {
    Opening opening = Opening.claimedIn(sealed);
    if (opening.v() != Opening.VERSION) {
      throw new WireException(
          "envelope:version", "version " + opening.v() + ", want " + Opening.VERSION);
    }
    requireChannel(opening.channel());
    if (!opening.to().equals(self)) {
      throw new WireException(
          "envelope:to", "is for '" + Name.printable(opening.to()) + "', this is '" + self + "'");
    }
    Ring.Party from = listed(opening);
    if (opening.epoch() < 0) {
      throw new WireException("envelope:epoch", "sealed under record " + opening.epoch());
    }
    byte[] signed = SessionBinding.signed(sealed.opening());
    if (!from.verify(signed, sealed.signature().toByteArray())) {
      throw new WireException("envelope:signature", "not signed by " + from.name());
    }
    return opening;
  }

  /** Who was revoked is no sender from that moment on, whatever he opened before. */
  private Ring.Party listed(Opening opening) {
    Ring.Party from =
        ring.party(opening.from())
            .filter(p -> admitted.contains(p.role()))
            .orElseThrow(
                () ->
                    new WireException(
                        "envelope:from",
                        "'" + Name.printable(opening.from()) + "' is not a listed sender"));
    if (from.revoked()) {
      throw new WireException("envelope:revoked", from.name() + " is revoked");
    }
    return from;
  }

  /** An opening is signed once, so another signature under it is not its sender's. */
  private static Opening sameSignature(Session known, SealedEnvelope sealed) {
    if (!known.signature().equals(sealed.signature())) {
      throw new WireException(
          "envelope:signature", "not the signature that " + known.opening().from() + " gave");
    }
    return known.opening();
  }

  private void requireFresh(Opening opening, SealedEnvelope envelope) {
    long now = clock.millis();
    began = Math.min(began, now);
    long lifetime = EnvelopeSealer.LIFETIME.toMillis();
    // In this order no difference overflows.
    if (now > envelope.expires()
        || envelope.issued() > now + lifetime
        || envelope.issued() < envelope.expires() - lifetime) {
      throw new WireException(
          "envelope:expired",
          "issued " + envelope.issued() + ", expires " + envelope.expires() + ", now " + now);
    }
    if (envelope.issued() < opening.issued()
        || envelope.issued() - EnvelopeSealer.KEY_LIFE.toMillis() >= opening.issued()) {
      throw new WireException(
          "envelope:expired",
          "issued " + envelope.issued() + " under an opening of " + opening.issued());
    }
    if (envelope.issued() < began) {
      throw new WireException(
          "envelope:replay",
          "issued " + envelope.issued() + ", before " + self + " began at " + began);
    }
    Position seen = positions.get(opening.from());
    if (seen != null && !follows(opening, envelope, seen)) {
      throw new WireException(
          "envelope:replay",
          "message "
              + envelope.sequence()
              + " of "
              + opening.from()
              + " was already seen or is out of order");
    }
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
  private static boolean follows(Opening opening, SealedEnvelope envelope, Position seen) {
    return seen.channel().equals(opening.channel())
        ? envelope.sequence() > seen.sequence()
        : envelope.issued() > seen.issued();
  }

  private byte[] openFirst(Opening opening, SealedEnvelope sealed) {
    Octets salt = SessionBinding.salt(sealed.opening());
    SessionKey key = agree(opening, salt);
    Session session = new Session(sealed.opening(), sealed.signature(), salt, opening, key);
    boolean kept = false;
    try {
      byte[] body = decrypted(session, sealed);
      keep(session);
      kept = true;
      return body;
    } finally {
      if (!kept) {
        session.key().close();
      }
    }
  }

  private SessionKey agree(Opening opening, Octets salt) {
    try {
      return SessionKey.fromSender(
          agreement,
          opening.key().toByteArray(),
          ring.party(opening.from()).orElseThrow().agreement().toByteArray(),
          salt.toByteArray(),
          SessionBinding.info(opening));
    } catch (IllegalArgumentException noPoint) {
      throw new WireException("envelope:form", "the key of the opening is no point on P-256");
    }
  }

  private static byte[] decrypted(Session session, SealedEnvelope sealed) {
    byte[] associated =
        SessionBinding.associatedData(
            session.salt(),
            session.signature(),
            sealed.sequence(),
            sealed.issued(),
            sealed.expires());
    return session
        .key()
        .open(sealed.sequence(), associated, sealed.sealed().toByteArray())
        .orElseThrow(
            () ->
                new WireException(
                    "envelope:seal",
                    "message "
                        + sealed.sequence()
                        + " is not what "
                        + session.opening().from()
                        + " sealed"));
  }

  private void keep(Session session) {
    Deque<Session> own =
        sessionsBySender.computeIfAbsent(session.opening().from(), name -> new ArrayDeque<>());
    own.addFirst(session);
    sessions.put(session.octets(), session);
    while (own.size() > SESSIONS_MAX) {
      Session oldest = own.removeLast();
      sessions.remove(oldest.octets());
      oldest.key().close();
    }
  }

  private void noteOpened(Opening opening, SealedEnvelope envelope) {
    Position seen = positions.get(opening.from());
    long issued = seen == null ? envelope.issued() : Math.max(seen.issued(), envelope.issued());
    positions.put(opening.from(), new Position(issued, opening.channel(), envelope.sequence()));
  }

  private static void requireChannel(String channel) {
    if (!channel.matches("[0-9]{1,15}-[0-9a-f]{16}")) {
      throw new WireException("envelope:form", "channel '" + Name.printable(channel) + "'");
    }
  }

  /** How many session keys are kept. */
  int sessions() {
    return sessions.size();
  }

  /** Erases the session keys. Idempotent; what comes later is opened as if it were the first. */
  @Override
  public void close() {
    sessions.values().forEach(session -> session.key().close());
    sessions.clear();
    sessionsBySender.clear();
  }
}
