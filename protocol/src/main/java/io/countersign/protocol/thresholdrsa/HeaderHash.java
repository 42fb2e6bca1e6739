package io.countersign.protocol.thresholdrsa;

/**
 * H, the hash of a session header (CRYPTO.md 3.1). It names one attempt; every vote, partial
 * signature, hop and proof is bound to it.
 *
 * @param octets 32 octets
 */
public record HeaderHash(Octets octets) {
  /** Octets of a header hash. */
  public static final int LENGTH = 32;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is not 32
   */
  public HeaderHash {
    if (octets.length() != LENGTH) {
      throw new IllegalArgumentException(
          "a header hash has " + LENGTH + " octets, got " + octets.length());
    }
  }

  /** Lower-case hexadecimal. */
  @Override
  public String toString() {
    return octets.hex();
  }
}
