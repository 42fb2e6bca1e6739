package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The form of a datagram.
 *
 * <pre>
 *   octets  what
 *   1       version, 1
 *   1       kind: 1 signed, 2 sequence
 *   16      serial of the source's identity key
 *   16      life of the source
 *   8       counter
 *   signed:    AES-256-GCM, nonce = 4 zeros || counter, AAD = the 42 octets before, of
 *              epoch 8 || issued 8 || software 32 || P-256 signature 64; then the tag, 16
 *   sequence:  position 8 || epoch 8 || issued 8 || software 32 || value 32 || pass 16
 * </pre>
 *
 * <p>Keys. {@code pair} is the 32-octet secret that source and device derive from their agreement
 * keys. Sealing key: HKDF(pair, salt = life, info = Enc("countersign/beat-key", source, device)).
 * Sequence: k = HKDF(pair, life, Enc("countersign/beat-sequence", source, device)); each {@link
 * Chain#SEGMENT} positions have a chain of their own, so that whoever was away for long comes in
 * anywhere: c_i = HMAC(k, "segment" || i) where i is the first of its segment, value_i = HMAC(c_i,
 * "value" || the datagram before it), c_i+1 = HMAC(c_i, "next"). Pass: the first 16 octets of
 * HMAC(HKDF(pair, life, Enc("countersign/beat-pass", source, device)), the datagram before it); it
 * costs the same for every datagram and is checked before a chain is walked.
 */
final class BeatForm {
  static final int VERSION = 1;
  static final int LIFE = 16;
  static final int SERIAL = 16;
  static final int HEADER = 2 + SERIAL + LIFE + 8;
  static final int SIGNATURE = 64;
  static final int TAG = 16;
  static final int HASH = 32;
  static final int VALUE = DerivedKey.OCTETS;
  static final int BODY = 8 + 8 + HASH;
  static final int SIGNED = HEADER + BODY + SIGNATURE + TAG;
  static final int PASS = 16;
  static final int SEQUENCE = HEADER + 8 + BODY + VALUE + PASS;

  private BeatForm() {}

  static byte[] header(Beat.Kind kind, String serial, Octets life, long counter) {
    return ByteBuffer.allocate(HEADER)
        .put((byte) VERSION)
        .put((byte) kind.code())
        .put(HexFormat.of().parseHex(serial))
        .put(life.toByteArray())
        .putLong(counter)
        .array();
  }

  static byte[] body(long epoch, long issued, Octets software) {
    return ByteBuffer.allocate(BODY)
        .putLong(epoch)
        .putLong(issued)
        .put(software.toByteArray())
        .array();
  }

  /** What the source signs: both names in it, so that it is good for no other device. */
  static byte[] signed(String source, String device, byte[] header, byte[] body) {
    return new Enc()
        .text("countersign/beat")
        .text(source)
        .text(device)
        .octets(header)
        .octets(body)
        .toOctets()
        .toByteArray();
  }

  /** Opens and seals the signed kind; the caller closes it, as the other two. */
  static DerivedKey sealingKey(DerivedKey pair, Octets life, String source, String device) {
    return key("countersign/beat-key", pair, life, source, device);
  }

  static DerivedKey sequenceKey(DerivedKey pair, Octets life, String source, String device) {
    return key("countersign/beat-sequence", pair, life, source, device);
  }

  static DerivedKey passKey(DerivedKey pair, Octets life, String source, String device) {
    return key("countersign/beat-pass", pair, life, source, device);
  }

  /** The pass of a datagram, over all that is before it. */
  static byte[] pass(DerivedKey key, byte[] before) {
    return Arrays.copyOf(key.hmac(before), PASS);
  }

  private static DerivedKey key(
      String domain, DerivedKey pair, Octets life, String source, String device) {
    Octets info = new Enc().text(domain).text(source).text(device).toOctets();
    return pair.derive(life.toByteArray(), info.toByteArray());
  }

  static byte[] nonce(long counter) {
    return ByteBuffer.allocate(12).putInt(0).putLong(counter).array();
  }
}
