package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;

/**
 * One message, encrypted to its recipient: the only message of ours between processes. Its last
 * part holds type and payload; the tag in it covers all the others.
 *
 * @param opening CBOR of an {@link Opening}, kept as signed
 * @param signature 64 octets r || s of the sender's identity key over {@code
 *     Enc("countersign/session-open", opening)}
 * @param sequence counts from 1 in its channel, and on when the key is changed; the nonce
 * @param issued milliseconds since 1970
 * @param expires milliseconds since 1970; refused later
 * @param sealed AES-256-GCM ciphertext and tag
 */
public record SealedEnvelope(
    Octets opening, Octets signature, long sequence, long issued, long expires, Octets sealed) {
  /**
   * Upper bound of {@code sealed}: a document of at most {@link Wire#MAX_CONTENT} octets and its
   * evidence.
   */
  public static final int MAX_OCTETS = Wire.MAX_CONTENT + 256 * 1024;

  /** What sequence, issued and expires take. */
  static final int NUMBERS_OCTETS = 3 * Long.BYTES;

  /** How many octets all parts have together. */
  public int length() {
    return opening.length() + signature.length() + NUMBERS_OCTETS + sealed.length();
  }
}
