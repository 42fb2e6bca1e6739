package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;

/** The octets that bind session keys and messages to what they are for (M7). Public values. */
final class SessionBinding {
  private SessionBinding() {}

  /** What the sender's identity key signs. */
  static byte[] signed(Octets opening) {
    return open(opening).toOctets().toByteArray();
  }

  /** The salt of the key derivation: SHA-256 of what was signed. */
  static Octets salt(Octets opening) {
    return open(opening).sha256();
  }

  private static Enc open(Octets opening) {
    return new Enc().text("countersign/session-open").octets(opening);
  }

  /** The info of the key derivation. */
  static byte[] info(Opening opening) {
    return new Enc()
        .text("countersign/session")
        .text(opening.from())
        .text(opening.to())
        .octets(number(opening.epoch()))
        .text(opening.channel())
        .toOctets()
        .toByteArray();
  }

  /**
   * What a message's tag covers besides its ciphertext. The signature is in it, so that no other
   * signature under the same opening, such as (r, q - s), ever passes.
   *
   * @param salt of the opening
   */
  static byte[] associatedData(
      Octets salt, Octets signature, long sequence, long issued, long expires) {
    return new Enc()
        .text("countersign/session-message")
        .octets(salt)
        .octets(signature)
        .octets(number(sequence))
        .octets(number(issued))
        .octets(number(expires))
        .toOctets()
        .toByteArray();
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
