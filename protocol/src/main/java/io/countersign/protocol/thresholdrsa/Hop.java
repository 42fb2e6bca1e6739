package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.Optional;

/**
 * One step of a serial chain (CRYPTO.md 3.3): {@code y = |yIn^a|}. An instance is a claim; the next
 * {@link SerialSigner} checks it. Not secret.
 *
 * @param position q, from 1 to t
 * @param device index of the device, from 1
 * @param yIn what the device was given: u for the first hop
 * @param y what it made of it
 * @param proof that it did; absent at the last hop
 */
public record Hop(
    int position, int device, BigInteger yIn, BigInteger y, Optional<ProofOfCorrectness> proof) {
  /**
   * Checks position and index.
   *
   * @throws IllegalArgumentException if one of them is below 1
   */
  public Hop {
    if (position < 1 || device < 1) {
      throw new IllegalArgumentException(
          "hops and devices count from 1, got hop " + position + " of device " + device);
    }
  }
}
