package io.countersign.protocol.thresholdrsa;

/**
 * The exact octets that a device's identity key signs during an attempt. The three labels keep a
 * vote from passing for a partial signature or a hop. Signing and verifying is the caller's.
 */
public final class SignedOctets {
  private SignedOctets() {}

  /** A vote (A2): {@code Enc("countersign/vote", H, i)}. */
  public static Octets vote(HeaderHash header, int device) {
    return new Enc().text("countersign/vote").octets(header.octets()).number(device).toOctets();
  }

  /** A partial signature (A3): {@code Enc("countersign/partial", H, i, y)}. */
  public static Octets partial(PublicRecord record, HeaderHash header, PartialSignature partial) {
    return new Enc()
        .text("countersign/partial")
        .octets(header.octets())
        .number(partial.device())
        .octets(partial.encode(record))
        .toOctets();
  }

  /**
   * A hop (A4): {@code Enc("countersign/hop", H, q, i, y_in, y_q, c, z)} with c and z empty where
   * no proof is due.
   */
  public static Octets hop(PublicRecord record, HeaderHash header, Hop hop) {
    Octets challenge = hop.proof().map(p -> p.encodedChallenge()).orElse(Octets.EMPTY);
    Octets response =
        hop.proof().map(p -> p.encodedResponse(record.shareBits())).orElse(Octets.EMPTY);
    return new Enc()
        .text("countersign/hop")
        .octets(header.octets())
        .number(hop.position())
        .number(hop.device())
        .octets(record.encodeElement(hop.yIn()))
        .octets(record.encodeElement(hop.y()))
        .octets(challenge)
        .octets(response)
        .toOctets();
  }
}
