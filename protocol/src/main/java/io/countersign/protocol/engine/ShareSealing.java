package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;

/**
 * Key shares at rest (invariant I1): scrypt turns a passphrase into a vault's key, AES-256-GCM
 * seals each share under it with the whole header as associated data.
 */
public final class ShareSealing {
  private ShareSealing() {}

  /**
   * Makes a new vault's key with a fresh salt: one scrypt.
   *
   * @param passphrase at least one octet; the caller wipes it
   */
  public static VaultKey newVault(byte[] passphrase, ScryptCost cost, SecretArithmetic engine) {
    throw new UnsupportedOperationException("not built");
  }

  /**
   * Derives the key of the vault that a share file belongs to: one scrypt. Then {@link
   * VaultKey#open} opens this file and all others of the vault.
   *
   * @throws ShareFileException.WrongPassphrase if the passphrase is not the vault's
   * @throws ShareFileException.NotReadable if it is no share file or of an unknown version
   */
  public static VaultKey vaultOf(byte[] file, byte[] passphrase, SecretArithmetic engine) {
    throw new UnsupportedOperationException("not built");
  }

  /** Seals one share in a vault of its own; see {@link VaultKey#seal}. */
  public static byte[] seal(
      byte[] share, ShareLabel label, byte[] passphrase, SecretArithmetic engine) {
    try (VaultKey vault = newVault(passphrase, ScryptCost.DEFAULT, engine)) {
      return vault.seal(label, share);
    }
  }

  /** Opens one share; see {@link #vaultOf} and {@link VaultKey#open}. */
  public static SecretInteger open(byte[] file, byte[] passphrase, SecretArithmetic engine) {
    try (VaultKey vault = vaultOf(file, passphrase, engine)) {
      return vault.open(file);
    }
  }

  /**
   * What a share file says of its share, not yet authenticated.
   *
   * @throws ShareFileException.NotReadable if it is no share file or of an unknown version
   */
  public static ShareLabel labelOf(byte[] file) {
    throw new UnsupportedOperationException("not built");
  }
}
