package io.countersign.protocol.thresholdrsa;

import java.util.List;

/**
 * What one attempt is about (CRYPTO.md 3.1). A header is only a claim until {@link
 * PublicRecord#checkHeader} held and a device recomputed session id (A1) and salt (A7).
 *
 * @param keyId the public record
 * @param epoch its epoch
 * @param sessionId derived (A1)
 * @param alg the algorithm
 * @param dochash hash of the document with the algorithm's hash function
 * @param salt derived for PSS (A7), empty for PKCS1
 * @param mode serial or parallel
 * @param row the row of the perfect hash family, from 0
 * @param signers device indices, strictly ascending
 */
public record SessionHeader(
    KeyId keyId,
    int epoch,
    SessionId sessionId,
    SignatureAlgorithm alg,
    Octets dochash,
    Octets salt,
    SigningMode mode,
    int row,
    List<Integer> signers) {

  /** Copies the list. */
  public SessionHeader {
    signers = List.copyOf(signers);
  }

  /** H of CRYPTO.md 3.1. */
  public HeaderHash hash() {
    return new HeaderHash(
        new Enc()
            .text("trsa1/hdr")
            .octets(keyId.octets())
            .number(epoch)
            .octets(sessionId.octets())
            .text(alg.label())
            .octets(dochash)
            .octets(salt)
            .text(mode.label())
            .number(row)
            .nested(signersEncoding(signers))
            .sha256());
  }

  /**
   * Compares the session id with the one the caller derived itself (A1).
   *
   * @throws CheckFailed {@code header:session} if they differ
   */
  public void checkSessionId(SessionId derived) {
    if (!sessionId.equals(derived)) {
      throw new CheckFailed("header:session", "got " + sessionId + ", derived " + derived);
    }
  }

  /**
   * Compares the salt with the one the caller derived itself (A7).
   *
   * @throws CheckFailed {@code salt:derived} if they differ
   */
  public void checkSalt(Octets derived) {
    if (!salt.equals(derived)) {
      throw new CheckFailed("salt:derived", "got " + salt + ", derived " + derived);
    }
  }

  static Enc signersEncoding(List<Integer> signers) {
    Enc enc = new Enc();
    signers.forEach(enc::number);
    return enc;
  }
}
