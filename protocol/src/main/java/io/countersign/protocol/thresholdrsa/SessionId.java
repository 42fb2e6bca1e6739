package io.countersign.protocol.thresholdrsa;

import java.util.List;

/**
 * The id of one attempt. It is not random: every device recomputes it from what the attempt is
 * about (A1), so that the header hash, and with it every proof, binds purpose, policy and people.
 *
 * @param octets 16 to 64 octets; derived ids have 32
 */
public record SessionId(Octets octets) {
  private static final int LENGTH_MIN = 16;
  private static final int LENGTH_MAX = 64;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is not 16 to 64
   */
  public SessionId {
    if (octets.length() < LENGTH_MIN || octets.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a session id has 16 to 64 octets, got " + octets.length());
    }
  }

  /**
   * Derives the id of an attempt (A1).
   *
   * @param recordId SHA-256 of the payload octets of the key's administrative record
   * @param requestId SHA-256 of the payload octets of the request
   * @param purpose the key's purpose, ASCII
   * @param alg the algorithm
   * @param mode the mode
   * @param row the row, or {@link Enc#NONE}
   * @param signers device indices, ascending
   * @param identityKeySha256 SHA-256 of each signer's SubjectPublicKeyInfo, in the same order
   * @param attempt counts from 1 within the request
   * @throws IllegalArgumentException if the two lists differ in length or attempt is below 1
   */
  public static SessionId derive(
      Octets recordId,
      Octets requestId,
      String purpose,
      SignatureAlgorithm alg,
      SigningMode mode,
      int row,
      List<Integer> signers,
      List<Octets> identityKeySha256,
      int attempt) {
    if (signers.size() != identityKeySha256.size()) {
      throw new IllegalArgumentException(
          "need one identity key per signer, got %d for %d"
              .formatted(identityKeySha256.size(), signers.size()));
    }
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1, got " + attempt);
    }
    Enc identityKeys = new Enc();
    identityKeySha256.forEach(identityKeys::octets);
    Enc enc =
        new Enc()
            .text("countersign/session")
            .octets(recordId)
            .octets(requestId)
            .text(purpose)
            .text(alg.label())
            .text(mode.label())
            .number(row)
            .nested(SessionHeader.signersEncoding(signers))
            .nested(identityKeys)
            .number(attempt);
    return new SessionId(enc.sha256());
  }

  /** Lower-case hexadecimal. */
  @Override
  public String toString() {
    return octets.hex();
  }
}
