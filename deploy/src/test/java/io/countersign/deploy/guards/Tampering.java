package io.countersign.deploy.guards;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.SealedEnvelopeSerializer;
import java.util.Random;

/** What can be made of envelopes that were seen, without any key. */
final class Tampering {
  private final Random random;

  Tampering(Random random) {
    this.random = random;
  }

  /** The envelope as it comes off the wire. */
  static SealedEnvelope crossed(SealedEnvelope sealed) {
    return SealedEnvelopeSerializer.read(new SealedEnvelopeSerializer().toBinary(sealed));
  }

  /** One bit of the octets on the wire changed; may not be readable at all. */
  byte[] flipped(SealedEnvelope sealed) {
    byte[] octets = new SealedEnvelopeSerializer().toBinary(sealed);
    int bit = random.nextInt(8 * octets.length);
    octets[bit / 8] ^= (byte) (1 << bit % 8);
    return octets;
  }

  /** The message of one under the opening of another. */
  static SealedEnvelope spliced(SealedEnvelope opening, SealedEnvelope message) {
    return new SealedEnvelope(
        opening.opening(),
        opening.signature(),
        message.sequence(),
        message.issued(),
        message.expires(),
        message.sealed());
  }

  /** Called fresh: a later number and time, the old ciphertext. */
  SealedEnvelope renumbered(SealedEnvelope old, long now) {
    return new SealedEnvelope(
        old.opening(),
        old.signature(),
        old.sequence() + 1 + random.nextInt(1000),
        now,
        now + 60_000,
        old.sealed());
  }

  /** The opening of a sender, with noise for a message. */
  SealedEnvelope noise(SealedEnvelope old, long now) {
    byte[] noise = new byte[16 + random.nextInt(200)];
    random.nextBytes(noise);
    return new SealedEnvelope(
        old.opening(), old.signature(), old.sequence() + 1, now, now + 60_000, Octets.of(noise));
  }
}
