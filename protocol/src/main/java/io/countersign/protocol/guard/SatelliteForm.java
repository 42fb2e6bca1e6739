package io.countersign.protocol.guard;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The form of what a device and a satellite say to each other (M28).
 *
 * <pre>
 *   octets  what
 *   1       version, 1
 *   1       kind: 17 question, 18 answer
 *   16      serial of the sender's identity key
 *   16      nonce of the question
 *   question:  AES-256-GCM, nonce = 12 zeros, AAD = the 34 octets before, of 110 zeros; then the tag, 16
 *   answer:    12 random octets || AES-256-GCM, nonce = those, AAD = the 46 octets before, of
 *              on 1 || number 8 || P-256 signature 64; then the tag, 16
 * </pre>
 *
 * <p>A question is longer than its answer, so that a satellite amplifies nothing; they are told
 * from each other, and from beats, by their kind. Keys: {@code pair} is the secret of the two
 * agreement keys; each question has a key of its own and its answer another, HKDF(pair, salt =
 * nonce, info = Enc("countersign/satellite-question" or "countersign/satellite-answer", satellite,
 * device, hash of the ring's record)).
 */
final class SatelliteForm {
  static final int VERSION = 1;
  static final int QUESTION_KIND = 17;
  static final int ANSWER_KIND = 18;
  static final int SERIAL = 16;
  static final int NONCE = 16;
  static final int HEADER = 2 + SERIAL + NONCE;
  static final int GCM_NONCE = 12;
  static final int TAG = 16;
  static final int SIGNATURE = 64;
  static final int WORD = 1 + Long.BYTES;
  static final int PADDING = 110;
  static final int QUESTION = HEADER + PADDING + TAG;
  static final int ANSWER = HEADER + GCM_NONCE + WORD + SIGNATURE + TAG;

  private SatelliteForm() {}

  static byte[] header(int kind, String serial, Octets nonce) {
    return ByteBuffer.allocate(HEADER)
        .put((byte) VERSION)
        .put((byte) kind)
        .put(HexFormat.of().parseHex(serial))
        .put(nonce.toByteArray())
        .array();
  }

  static String serial(byte[] datagram) {
    return HexFormat.of().formatHex(datagram, 2, 2 + SERIAL);
  }

  static Octets nonce(byte[] datagram) {
    byte[] nonce = new byte[NONCE];
    ByteBuffer.wrap(datagram).position(2 + SERIAL).get(nonce);
    return Octets.of(nonce);
  }

  /** The key of one question; the caller closes it. */
  static DerivedKey questionKey(
      DerivedKey pair, Octets nonce, String satellite, String device, Octets record) {
    return key("countersign/satellite-question", pair, nonce, satellite, device, record);
  }

  /** The key of the answers to one question; the caller closes it. */
  static DerivedKey answerKey(
      DerivedKey pair, Octets nonce, String satellite, String device, Octets record) {
    return key("countersign/satellite-answer", pair, nonce, satellite, device, record);
  }

  private static DerivedKey key(
      String domain,
      DerivedKey pair,
      Octets nonce,
      String satellite,
      String device,
      Octets record) {
    Octets info =
        new Enc().text(domain).text(satellite).text(device).octets(record.toByteArray()).toOctets();
    return pair.derive(nonce.toByteArray(), info.toByteArray());
  }

  static byte[] word(boolean on, long number) {
    return ByteBuffer.allocate(WORD).put((byte) (on ? 1 : 0)).putLong(number).array();
  }

  /** What the satellite signs: good for one question of one device under one record. */
  static byte[] signed(String satellite, String device, Octets record, Octets nonce, byte[] word) {
    return new Enc()
        .text("countersign/satellite-word")
        .text(satellite)
        .text(device)
        .octets(record.toByteArray())
        .octets(nonce.toByteArray())
        .octets(word)
        .toOctets()
        .toByteArray();
  }
}
