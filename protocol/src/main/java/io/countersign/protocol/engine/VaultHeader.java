package io.countersign.protocol.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * What all files of one vault have in common: the cost and salt of the key's derivation and a check
 * value. scrypt gives 48 octets: 32 of the key, then the 16 of the check value, from which nothing
 * follows about the key; so a wrong passphrase is told apart from a damaged share. Immutable.
 */
final class VaultHeader {
  static final int KEY_OCTETS = 32;
  static final int CHECK_OCTETS = 16;
  static final int DERIVED_OCTETS = KEY_OCTETS + CHECK_OCTETS;
  static final int SALT_OCTETS = 16;

  private static final byte KDF_SCRYPT = 1;

  /** In a file: kdf, logN, r, p, salt, check. */
  static final int OCTETS = 4 + SALT_OCTETS + CHECK_OCTETS;

  private final ScryptCost cost;
  private final byte[] salt;
  private final byte[] check;

  private VaultHeader(ScryptCost cost, byte[] salt, byte[] check) {
    this.cost = cost;
    this.salt = salt;
    this.check = check;
  }

  /** Of a new vault; the check value comes with {@link #withCheck}. */
  static VaultHeader fresh(ScryptCost cost) {
    byte[] salt = new byte[SALT_OCTETS];
    new SecureRandom().nextBytes(salt);
    return new VaultHeader(cost, salt, new byte[CHECK_OCTETS]);
  }

  VaultHeader withCheck(byte[] derivedCheck) {
    return new VaultHeader(cost, salt, derivedCheck);
  }

  /**
   * @throws ShareFileException.WrongPassphrase if a derivation gave another check value
   */
  void requireCheck(byte[] derivedCheck) {
    if (!MessageDigest.isEqual(check, derivedCheck)) {
      throw new ShareFileException.WrongPassphrase();
    }
  }

  static VaultHeader read(ByteBuffer from) {
    byte kdf = from.get();
    if (kdf != KDF_SCRYPT) {
      throw new ShareFileException.NotReadable(
          "share file names key derivation " + kdf + ", known is 1 (scrypt): update this node");
    }
    int logN = from.get();
    int r = from.get();
    int p = from.get();
    byte[] salt = new byte[SALT_OCTETS];
    byte[] check = new byte[CHECK_OCTETS];
    from.get(salt).get(check);
    try {
      return new VaultHeader(new ScryptCost(logN, r, p), salt, check);
    } catch (IllegalArgumentException outOfBounds) {
      throw new ShareFileException.NotReadable("share file: " + outOfBounds.getMessage());
    }
  }

  void write(ByteBuffer to) {
    to.put(KDF_SCRYPT).put((byte) cost.logN()).put((byte) cost.r()).put((byte) cost.p());
    to.put(salt).put(check);
  }

  ScryptCost cost() {
    return cost;
  }

  byte[] salt() {
    return salt.clone();
  }

  /** Whether both are of one vault. */
  boolean same(VaultHeader other) {
    return cost.equals(other.cost)
        && MessageDigest.isEqual(salt, other.salt)
        && MessageDigest.isEqual(check, other.check);
  }
}
