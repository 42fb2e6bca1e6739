package io.countersign.protocol.wire;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.SessionKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts a party's messages to their recipients under session keys (M7). One per process and
 * party: it numbers what it seals, so it is used by one thread and what it seals is sent in that
 * order.
 *
 * <p>The first message to a recipient makes a key pair, an {@link Opening} that the identity key
 * signs, and from both parties' keys a {@link SessionKey}; each message after it costs one AES-GCM.
 * After {@link #KEY_MESSAGES} messages or {@link #KEY_LIFE} there is a new opening of the same
 * channel; the numbers go on, so that order does not depend on a clock.
 *
 * <p>What it gives: only the recipient reads a message, and only the sender can have made it, for
 * that takes his identity key (signature of the opening) and his agreement key (second part of the
 * session key). Who gets all keys of the sender later reads nothing that was sent before, as the
 * key pair of an opening is closed at once. Who gets the RECIPIENT's agreement key reads what was
 * sent to him, and could go on under an opening that the sender signed until it is too old; he
 * cannot make an opening.
 *
 * <p>Secrets: session keys, erased by {@link #close}.
 */
public final class EnvelopeSealer implements AutoCloseable {
  /** Lifetime of a message; clocks may differ by this much less the transport's delay. */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  /** How long one opening is used. */
  public static final Duration KEY_LIFE = Duration.ofHours(1);

  /** How many messages one key seals at most. */
  public static final long KEY_MESSAGES = 1L << 20;

  private final String self;
  private final Ring ring;
  private final Signer signer;
  private final AgreementKey agreement;
  private final Supplier<AgreementKey> fresh;
  private final long keyMessages;
  private final Clock clock;
  private final String channel;
  private final Map<String, Line> lines = new HashMap<>();
  private boolean closed;

  /** Signs octets with the party's identity key: 64 octets r || s. */
  @FunctionalInterface
  public interface Signer {
    byte[] sign(byte[] octets);
  }

  /** One opening and its key. */
  private record Session(
      Octets opening, Octets signature, Octets salt, SessionKey key, long issued, long last) {}

  /** What was sent to one recipient. */
  private static final class Line {
    private long sequence;
    private @Nullable Session session;
  }

  /**
   * @param ring the ring's record in force, which must list every recipient
   * @param agreement the party's agreement key; stays its owner's
   * @param random names this life's channel; no key comes from it
   */
  public EnvelopeSealer(
      String self,
      Ring ring,
      Signer signer,
      AgreementKey agreement,
      Clock clock,
      RandomGenerator random) {
    this(self, ring, signer, agreement, clock, random, AgreementKey::fresh, KEY_MESSAGES);
  }

  EnvelopeSealer(
      String self,
      Ring ring,
      Signer signer,
      AgreementKey agreement,
      Clock clock,
      RandomGenerator random,
      Supplier<AgreementKey> fresh,
      long keyMessages) {
    this.self = self;
    this.ring = ring;
    this.signer = signer;
    this.agreement = agreement;
    this.fresh = fresh;
    this.keyMessages = keyMessages;
    this.clock = clock;
    this.channel = clock.millis() + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /**
   * @throws IllegalArgumentException if the ring lists no such recipient
   * @throws IllegalStateException if this sealer was closed
   */
  public SealedEnvelope seal(String to, WireMessage message) {
    if (closed) {
      throw new IllegalStateException("the sealer of " + self + " was closed");
    }
    byte[] body = Wire.encode(new Body(Wire.typeOf(message), Octets.of(Wire.encode(message))));
    long now = clock.millis();
    Line line = lines.computeIfAbsent(to, name -> new Line());
    Session session = session(line, to, now);
    long sequence = ++line.sequence;
    long expires = now + LIFETIME.toMillis();
    byte[] associated =
        SessionBinding.associatedData(session.salt(), session.signature(), sequence, now, expires);
    return new SealedEnvelope(
        session.opening(),
        session.signature(),
        sequence,
        now,
        expires,
        Octets.of(session.key().seal(sequence, associated, body)));
  }

  private Session session(Line line, String to, long now) {
    Session present = line.session;
    if (present != null
        && line.sequence < present.last()
        && now >= present.issued()
        && now - present.issued() < KEY_LIFE.toMillis()) {
      return present;
    }
    Session next = open(to, now, line.sequence + keyMessages);
    line.session = next;
    if (present != null) {
      present.key().close();
    }
    return next;
  }

  private Session open(String to, long now, long last) {
    Ring.Party recipient =
        ring.party(to)
            .orElseThrow(
                () -> new IllegalArgumentException("ring " + ring.name() + " lists no " + to));
    try (AgreementKey ephemeral = fresh.get()) {
      Opening opening =
          new Opening(
              Opening.VERSION,
              self,
              to,
              ring.sequence(),
              channel,
              Octets.of(ephemeral.spki()),
              now);
      Octets octets = Octets.of(Wire.encode(opening));
      Octets salt = SessionBinding.salt(octets);
      Octets signature = Octets.of(signer.sign(SessionBinding.signed(octets)));
      SessionKey key =
          SessionKey.toRecipient(
              ephemeral,
              agreement,
              recipient.agreement().toByteArray(),
              salt.toByteArray(),
              SessionBinding.info(opening));
      return new Session(octets, signature, salt, key, now, last);
    }
  }

  /** Erases the session keys. Idempotent. */
  @Override
  public void close() {
    closed = true;
    for (Line line : lines.values()) {
      Session session = line.session;
      if (session != null) {
        session.key().close();
      }
    }
    lines.clear();
  }
}
