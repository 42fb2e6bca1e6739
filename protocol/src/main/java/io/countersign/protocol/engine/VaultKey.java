package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretInteger;

/**
 * The key that a device's share files are sealed under, derived once from the passphrase, so that
 * many shares cost one scrypt (DESIGN.md, "Secrets at rest"; invariant I1).
 *
 * <p>Secrets: the wrapping key, and each share while it is sealed or opened. With the openssl
 * engine both stay in native memory; with the others they pass through arrays that are wiped.
 *
 * <p>Thread: safe for concurrent use until closed.
 */
public sealed interface VaultKey extends AutoCloseable permits OpensslVaultKey, HeapVaultKey {

  /**
   * Seals a share as a file that carries all but the passphrase.
   *
   * @param label what the file says of the share; bound to the ciphertext
   * @param share big-endian, unsigned, below {@code 2^label.bits()}; the caller wipes it
   * @return the file's octets, format {@code CSSH} version 1
   * @throws IllegalArgumentException if the share does not fit in its bits
   * @throws IllegalStateException if this key was closed
   */
  byte[] seal(ShareLabel label, byte[] share);

  /**
   * Opens a file that was sealed under this key, straight into the engine.
   *
   * @throws ShareFileException.Damaged naming key and row, if the file is not as it was sealed
   * @throws ShareFileException.NotReadable if it is no share file, of an unknown version, or of
   *     another vault
   * @throws IllegalStateException if this key was closed
   */
  SecretInteger open(byte[] file);

  /**
   * As {@link #open(byte[])}, and only if the file is of the share that is expected there: files of
   * one vault can be swapped without a tag that mismatches.
   *
   * @throws ShareFileException.Damaged also if the file is of another share
   */
  default SecretInteger open(byte[] file, ShareLabel expected) {
    ShareLabel found = ShareSealing.labelOf(file);
    if (!found.equals(expected)) {
      throw new ShareFileException.Damaged(
          "share of row "
              + expected.row()
              + " ("
              + expected.family()
              + ") of key "
              + expected.keyId(),
          "in its place is " + found);
    }
    return open(file);
  }

  /** Erases the key as well as the engine can; later use throws. Idempotent. */
  @Override
  void close();
}
