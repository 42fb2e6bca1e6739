package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Shows that a partial signature or hop was made with the share behind its verification value, and
 * nothing about the share (CRYPTO.md 3.5). An instance is a claim until it is verified against the
 * statement. Not secret.
 *
 * @param c the challenge, {@code 0 <= c < 2^256}
 * @param z the response, {@code 0 <= z < 2^(shareBits + 384)}
 */
public record ProofOfCorrectness(BigInteger c, BigInteger z) {
  /** Octets of a challenge (A14). */
  public static final int CHALLENGE_OCTETS = 32;

  /** How much longer than a share its nonce and response are: 256 challenge bits and kappa. */
  public static final int SLACK_BITS = 384;

  /** Octets of z: {@code ceil((shareBits + 384) / 8)} (A14). */
  public static int responseOctets(int shareBits) {
    return (shareBits + SLACK_BITS + 7) / 8;
  }

  /**
   * Reads c (32 octets) and z (fixed length) from their concatenation.
   *
   * @throws CheckFailed {@code proof:length}
   */
  public static ProofOfCorrectness decode(PublicRecord record, Octets octets) {
    int wanted = CHALLENGE_OCTETS + responseOctets(record.shareBits());
    if (octets.length() != wanted) {
      throw new CheckFailed(
          "proof:length", "a proof has " + wanted + " octets, got " + octets.length());
    }
    byte[] bytes = octets.toByteArray();
    return new ProofOfCorrectness(
        BigEndian.decode(Arrays.copyOf(bytes, CHALLENGE_OCTETS)),
        BigEndian.decode(Arrays.copyOfRange(bytes, CHALLENGE_OCTETS, bytes.length)));
  }

  /**
   * c and z at their fixed lengths, one after the other.
   *
   * @throws CheckFailed {@code proof:range} if one of them does not fit
   */
  public Octets encode(PublicRecord record) {
    byte[] challenge = encodedChallenge().toByteArray();
    byte[] response = encodedResponse(record.shareBits()).toByteArray();
    byte[] both = Arrays.copyOf(challenge, challenge.length + response.length);
    System.arraycopy(response, 0, both, challenge.length, response.length);
    return Octets.of(both);
  }

  Octets encodedChallenge() {
    checkChallenge();
    return Octets.of(BigEndian.encode(c, CHALLENGE_OCTETS));
  }

  Octets encodedResponse(int shareBits) {
    checkResponse(shareBits);
    return Octets.of(BigEndian.encode(z, responseOctets(shareBits)));
  }

  /**
   * CRYPTO.md 7, row 6: a response beyond its range, say by a multiple of the order, is refused.
   */
  void checkRange(int shareBits) {
    checkChallenge();
    checkResponse(shareBits);
  }

  private void checkChallenge() {
    if (c.signum() < 0 || c.bitLength() > 8 * CHALLENGE_OCTETS) {
      throw new CheckFailed("proof:range", "c has " + c.bitLength() + " bits, need 0 <= c < 2^256");
    }
  }

  private void checkResponse(int shareBits) {
    int responseBits = shareBits + SLACK_BITS;
    if (z.signum() < 0 || z.bitLength() > responseBits) {
      throw new CheckFailed(
          "proof:range", "z has " + z.bitLength() + " bits, need 0 <= z < 2^" + responseBits);
    }
  }
}
