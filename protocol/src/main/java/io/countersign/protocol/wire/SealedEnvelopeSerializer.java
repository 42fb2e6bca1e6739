package io.countersign.protocol.wire;

import akka.serialization.JSerializer;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Akka's serializer of {@link SealedEnvelope}: octet 1 (version), length of the signature as one
 * octet, the signature, the envelope to the end. It compresses nothing and inflates nothing;
 * anything else is refused.
 */
public final class SealedEnvelopeSerializer extends JSerializer {
  private static final byte VERSION = 1;

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
    byte[] signature = sealed.signature().toByteArray();
    byte[] envelope = sealed.envelope().toByteArray();
    return ByteBuffer.allocate(2 + signature.length + envelope.length)
        .put(VERSION)
        .put((byte) signature.length)
        .put(signature)
        .put(envelope)
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
    if (bytes.length < 2 || bytes[0] != VERSION) {
      throw new WireException(
          "envelope:form",
          bytes.length < 2
              ? bytes.length + " octets"
              : "version octet " + (bytes[0] & 0xff) + ", want " + VERSION);
    }
    int signatureLength = bytes[1] & 0xff;
    int envelopeLength = bytes.length - 2 - signatureLength;
    if (signatureLength > 127 || envelopeLength < 1) {
      throw new WireException(
          "envelope:form", "signature of " + signatureLength + " in " + bytes.length + " octets");
    }
    if (envelopeLength > SealedEnvelope.MAX_OCTETS) {
      throw new WireException(
          "envelope:size", envelopeLength + " octets, at most " + SealedEnvelope.MAX_OCTETS);
    }
    byte[] signature = new byte[signatureLength];
    byte[] envelope = new byte[envelopeLength];
    ByteBuffer.wrap(bytes, 2, bytes.length - 2).get(signature).get(envelope);
    return new SealedEnvelope(Octets.of(envelope), Octets.of(signature));
  }
}
