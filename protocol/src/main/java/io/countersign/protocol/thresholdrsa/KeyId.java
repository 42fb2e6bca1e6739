package io.countersign.protocol.thresholdrsa;

/**
 * Names one public record, all of it (CRYPTO.md Appendix A): SHA-256 over every number of the
 * record, so a changed share, epoch or row is another key.
 *
 * @param octets 32 octets
 */
public record KeyId(Octets octets) {
  /** Octets of a key id. */
  public static final int LENGTH = 32;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is not 32
   */
  public KeyId {
    if (octets.length() != LENGTH) {
      throw new IllegalArgumentException(
          "a key id has " + LENGTH + " octets, got " + octets.length());
    }
  }

  /** Lower-case hexadecimal. */
  @Override
  public String toString() {
    return octets.hex();
  }
}
