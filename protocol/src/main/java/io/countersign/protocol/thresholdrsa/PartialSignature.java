package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * What one device returns in parallel mode (CRYPTO.md 3.2): {@code y = |u^a|}. An instance is a
 * claim; the {@link Combiner} checks that it lies in G. Not secret.
 *
 * @param device index of the device, from 1, taken from the authenticated channel
 * @param y its value
 */
public record PartialSignature(int device, BigInteger y) {
  /**
   * Checks the index.
   *
   * @throws IllegalArgumentException if the index is below 1
   */
  public PartialSignature {
    if (device < 1) {
      throw new IllegalArgumentException("devices count from 1, got " + device);
    }
  }

  /**
   * Reads a partial signature from its fixed length.
   *
   * @param octets exactly {@code record.modulusOctets()} octets
   * @throws CheckFailed {@code partial:length}
   */
  public static PartialSignature decode(PublicRecord record, int device, Octets octets) {
    return new PartialSignature(device, record.decodeElement("partial:length", octets));
  }

  /** The value y at its fixed length (A14). */
  public Octets encode(PublicRecord record) {
    return record.encodeElement(y);
  }
}
