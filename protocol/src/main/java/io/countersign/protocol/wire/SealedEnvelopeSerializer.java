package io.countersign.protocol.wire;

import akka.serialization.JSerializer;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Akka's serializer of {@link SealedEnvelope}: octet 2 (version); length of the opening in two
 * octets, big-endian, and the opening; length of the signature in one octet, and the signature;
 * sequence, issued and expires in eight octets each; the sealed message to the end. It compresses
 * nothing and inflates nothing; anything else is refused.
 */
public final class SealedEnvelopeSerializer extends JSerializer {
  private static final byte VERSION = 2;

  /** All but opening, signature and message. */
  private static final int FRAME_OCTETS = 1 + 2 + 1 + SealedEnvelope.NUMBERS_OCTETS;

  private static final int SIGNATURE_MAX = 127;

  @Override
  public int identifier() {
    return 0x0c51;
  }

  @Override
  public boolean includeManifest() {
    return false;
  }

  @Override
  public byte[] toBinary(Object object) {
    SealedEnvelope sealed = (SealedEnvelope) object;
    return ByteBuffer.allocate(1 + 2 + 1 + sealed.length())
        .put(VERSION)
        .putShort((short) sealed.opening().length())
        .put(sealed.opening().toByteArray())
        .put((byte) sealed.signature().length())
        .put(sealed.signature().toByteArray())
        .putLong(sealed.sequence())
        .putLong(sealed.issued())
        .putLong(sealed.expires())
        .put(sealed.sealed().toByteArray())
        .array();
  }

  @Override
  public Object fromBinaryJava(byte[] bytes, @Nullable Class<?> manifest) {
    return read(bytes);
  }

  /**
   * @throws WireException {@code envelope:form} or {@code envelope:size}
   */
  public static SealedEnvelope read(byte[] bytes) {
    if (bytes.length < FRAME_OCTETS || bytes[0] != VERSION) {
      throw new WireException(
          "envelope:form",
          bytes.length < FRAME_OCTETS
              ? bytes.length + " octets"
              : "version octet " + (bytes[0] & 0xff) + ", want " + VERSION);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    Octets opening = octets(in, in.getShort() & 0xffff, Opening.MAX_OCTETS, "opening");
    if (in.remaining() < 1 + SealedEnvelope.NUMBERS_OCTETS) {
      throw new WireException("envelope:form", "cut short in " + bytes.length + " octets");
    }
    Octets signature = octets(in, in.get() & 0xff, SIGNATURE_MAX, "signature");
    if (in.remaining() <= SealedEnvelope.NUMBERS_OCTETS) {
      throw new WireException("envelope:form", "no message in " + bytes.length + " octets");
    }
    long sequence = in.getLong();
    long issued = in.getLong();
    long expires = in.getLong();
    int sealedLength = in.remaining();
    if (sealedLength > SealedEnvelope.MAX_OCTETS) {
      throw new WireException(
          "envelope:size", sealedLength + " octets, at most " + SealedEnvelope.MAX_OCTETS);
    }
    Octets sealed = octets(in, sealedLength, SealedEnvelope.MAX_OCTETS, "message");
    return new SealedEnvelope(opening, signature, sequence, issued, expires, sealed);
  }

  private static Octets octets(ByteBuffer in, int length, int most, String what) {
    if (length > most || length > in.remaining()) {
      throw new WireException(
          "envelope:form",
          what + " of " + length + " octets, " + in.remaining() + " are left, at most " + most);
    }
    byte[] octets = new byte[length];
    in.get(octets);
    return Octets.of(octets);
  }
}
