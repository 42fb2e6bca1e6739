package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Puts a party's messages into signed envelopes (M7, first form). One per process and party: it
 * numbers what it seals, so it is used by one thread and what it seals is sent in that order.
 */
public final class EnvelopeSealer {
  /** Lifetime of a message; clocks may differ by this much less the transport's delay. */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  private final String self;
  private final long epoch;
  private final Signer signer;
  private final Clock clock;
  private final String channel;
  private final Map<String, Long> sequences = new HashMap<>();

  /** Signs octets with the party's identity key: 64 octets r || s. */
  @FunctionalInterface
  public interface Signer {
    byte[] sign(byte[] octets);
  }

  /**
   * @param epoch sequence of the ring's record in force
   * @param random names this life's channel
   */
  public EnvelopeSealer(
      String self, long epoch, Signer signer, Clock clock, RandomGenerator random) {
    this.self = self;
    this.epoch = epoch;
    this.signer = signer;
    this.clock = clock;
    this.channel = clock.millis() + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  public SealedEnvelope seal(String to, WireMessage message) {
    long now = clock.millis();
    long sequence = sequences.merge(to, 1L, Long::sum);
    byte[] envelope =
        Wire.encode(
            new Envelope(
                Envelope.VERSION,
                self,
                to,
                epoch,
                channel,
                sequence,
                now,
                now + LIFETIME.toMillis(),
                Wire.typeOf(message),
                Octets.of(Wire.encode(message))));
    return new SealedEnvelope(Octets.of(envelope), Octets.of(signer.sign(signed(envelope))));
  }

  static byte[] signed(byte[] envelope) {
    return new Enc().text("countersign/envelope").octets(envelope).toOctets().toByteArray();
  }
}
