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
   * @param passphrase at least one octet; the caller closes it
   */
  public static VaultKey newVault(Passphrase passphrase, ScryptCost cost, SecretArithmetic engine) {
    requirePassphrase(passphrase);
    VaultHeader fresh = VaultHeader.fresh(cost);
    return engine instanceof OpensslEngine openssl
        ? OpensslVaultKey.create(fresh, passphrase, openssl)
        : HeapVaultKey.create(fresh, passphrase, engine);
  }

  /**
   * Derives the key of the vault that a share file belongs to: one scrypt. Then {@link
   * VaultKey#open} opens this file and all others of the vault.
   *
   * @throws ShareFileException.WrongPassphrase if the passphrase is not the vault's
   * @throws ShareFileException.Damaged if the file's header is not as it was written
   * @throws ShareFileException.NotReadable if it is no share file or of an unknown version
   */
  public static VaultKey vaultOf(byte[] file, Passphrase passphrase, SecretArithmetic engine) {
    requirePassphrase(passphrase);
    VaultHeader header = ShareFile.parse(file).vault();
    return engine instanceof OpensslEngine openssl
        ? OpensslVaultKey.open(header, passphrase, openssl)
        : HeapVaultKey.open(header, passphrase, engine);
  }

  /** Seals one share in a vault of its own; see {@link VaultKey#seal}. */
  public static byte[] seal(
      byte[] share, ShareLabel label, Passphrase passphrase, SecretArithmetic engine) {
    try (VaultKey vault = newVault(passphrase, ScryptCost.DEFAULT, engine)) {
      return vault.seal(label, share);
    }
  }

  /** Opens one share; see {@link #vaultOf} and {@link VaultKey#open}. */
  public static SecretInteger open(byte[] file, Passphrase passphrase, SecretArithmetic engine) {
    try (VaultKey vault = vaultOf(file, passphrase, engine)) {
      return vault.open(file);
    }
  }

  /**
   * What a share file says of its share, not yet authenticated.
   *
   * @throws ShareFileException.Damaged if the file's header is not as it was written
   * @throws ShareFileException.NotReadable if it is no share file or of an unknown version
   */
  public static ShareLabel labelOf(byte[] file) {
    return ShareFile.parse(file).label();
  }

  private static void requirePassphrase(Passphrase passphrase) {
    if (passphrase.length() == 0) {
      throw new IllegalArgumentException("passphrase must have at least 1 octet, got none");
    }
  }
}
