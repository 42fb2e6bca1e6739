package io.countersign.deploy.link;

import akka.util.ByteString;
import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.SealedEnvelopeSerializer;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What travels on a link: frames with their length in four octets, big-endian, before them. An
 * empty one says that the other side is there. To the device a frame is an envelope as {@link
 * SealedEnvelopeSerializer} writes it; from the device
 *
 * <pre>
 *   length of the receiver's name in one octet, the name in ASCII,
 *   length of the request's id in one octet (0 or 32), the id, the attempt in four octets,
 *   the envelope
 * </pre>
 */
final class LinkCodec {
  /** Octets before a frame that hold its length. */
  static final int LENGTH_OCTETS = Integer.BYTES;

  private static final int NAME_MAX = 32;

  /** What stands before the envelope, at most. */
  private static final int HEAD_MAX =
      1 + NAME_MAX + 1 + ServerProtocol.Pass.REQUEST_OCTETS + Integer.BYTES;

  /** Longest frame with its length: an envelope of the greatest length, and its head. */
  static final int FRAME_MAX = LENGTH_OCTETS + HEAD_MAX + SealedEnvelope.MAX_OCTETS + 1024;

  /** A frame that says nothing. */
  static final ByteString HERE = ByteString.fromArray(new byte[LENGTH_OCTETS]);

  /** What the device says to a party. */
  record FromDevice(String to, Subject about, SealedEnvelope message) {}

  private LinkCodec() {}

  static ByteString frame(SealedEnvelope message) {
    byte[] envelope = new SealedEnvelopeSerializer().toBinary(message);
    return ByteString.fromArray(
        ByteBuffer.allocate(LENGTH_OCTETS + envelope.length)
            .putInt(envelope.length)
            .put(envelope)
            .array());
  }

  static ByteString frame(FromDevice said) {
    byte[] envelope = new SealedEnvelopeSerializer().toBinary(said.message());
    byte[] name = said.to().getBytes(StandardCharsets.US_ASCII);
    byte[] request = said.about().request().toByteArray();
    int length = 1 + name.length + 1 + request.length + Integer.BYTES + envelope.length;
    return ByteString.fromArray(
        ByteBuffer.allocate(LENGTH_OCTETS + length)
            .putInt(length)
            .put((byte) name.length)
            .put(name)
            .put((byte) request.length)
            .put(request)
            .putInt(said.about().attempt())
            .put(envelope)
            .array());
  }

  /** What stands in a frame after its length. */
  static byte[] content(ByteString frame) {
    return frame.drop(LENGTH_OCTETS).toArray();
  }

  /**
   * @throws WireException {@code envelope:form} or {@code envelope:size}
   */
  static SealedEnvelope toDevice(byte[] content) {
    return SealedEnvelopeSerializer.read(content);
  }

  /**
   * @throws WireException {@code link:form}, {@code envelope:form} or {@code envelope:size}
   */
  static FromDevice fromDevice(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    String to = new String(octets(in, NAME_MAX), StandardCharsets.US_ASCII);
    if (!Name.isValid(to)) {
      throw new WireException("link:form", "'" + Name.printable(to) + "' is no name");
    }
    byte[] request = octets(in, ServerProtocol.Pass.REQUEST_OCTETS);
    if (request.length != 0 && request.length != ServerProtocol.Pass.REQUEST_OCTETS
        || in.remaining() < Integer.BYTES) {
      throw new WireException("link:form", "request of " + request.length + " octets");
    }
    int attempt = in.getInt();
    byte[] envelope = Arrays.copyOfRange(content, in.position(), content.length);
    return new FromDevice(
        to, new Subject(Octets.of(request), attempt), SealedEnvelopeSerializer.read(envelope));
  }

  private static byte[] octets(ByteBuffer in, int most) {
    int length = in.hasRemaining() ? in.get() & 0xff : -1;
    if (length < 0 || length > most || length > in.remaining()) {
      throw new WireException(
          "link:form", length + " octets, " + in.remaining() + " are left, at most " + most);
    }
    byte[] octets = new byte[length];
    in.get(octets);
    return octets;
  }
}
