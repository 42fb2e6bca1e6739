package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretInteger;

/**
 * A vault's key in libcrypto's secure memory; shares are decrypted from the file straight into that
 * memory (invariant I1).
 */
final class OpensslVaultKey implements VaultKey {
  /** What scrypt may use beyond the bounds of {@link ScryptCost}. */
  private static final long SCRYPT_MEMORY_MAX = 512L << 20;

  private final OpensslEngine engine;
  private final VaultHeader header;
  private final SecureBuffer derived;
  private boolean closed;

  /** Takes the derived octets over. */
  private OpensslVaultKey(OpensslEngine engine, VaultHeader header, SecureBuffer derived) {
    this.engine = engine;
    this.header = header;
    this.derived = derived;
  }

  static OpensslVaultKey create(VaultHeader fresh, Passphrase passphrase, OpensslEngine engine) {
    SecureBuffer derived = derive(fresh, passphrase);
    return new OpensslVaultKey(engine, fresh.withCheck(check(derived)), derived);
  }

  static OpensslVaultKey open(VaultHeader header, Passphrase passphrase, OpensslEngine engine) {
    SecureBuffer derived = derive(header, passphrase);
    try {
      header.requireCheck(check(derived));
    } catch (ShareFileException.WrongPassphrase wrong) {
      derived.close();
      throw wrong;
    }
    return new OpensslVaultKey(engine, header, derived);
  }

  private static SecureBuffer derive(VaultHeader header, Passphrase passphrase) {
    ScryptCost cost = header.cost();
    byte[] salt = header.salt();
    SecureBuffer derived = new SecureBuffer(VaultHeader.DERIVED_OCTETS);
    try {
      Libcrypto.check(
          LibcryptoCiphers.EVP_PBE_scrypt(
              passphrase.address(),
              passphrase.length(),
              salt,
              salt.length,
              cost.n(),
              cost.r(),
              cost.p(),
              SCRYPT_MEMORY_MAX,
              derived.address(),
              derived.length()),
          "EVP_PBE_scrypt");
      return derived;
    } catch (IllegalStateException failed) {
      derived.close();
      throw failed;
    }
  }

  private static byte[] check(SecureBuffer derived) {
    return derived.publicOctets(VaultHeader.KEY_OCTETS, VaultHeader.CHECK_OCTETS);
  }

  @Override
  public synchronized byte[] seal(ShareLabel label, byte[] share) {
    byte[] plain = label.fixedLength(share);
    ShareFile file = ShareFile.fresh(header, label);
    try (SecureBuffer secret = SecureBuffer.wiping(plain);
        NativeGcm gcm = new NativeGcm(key(), file.nonce())) {
      return file.with(gcm.seal(file.associatedData(), secret));
    }
  }

  @Override
  public synchronized SecretInteger open(byte[] octets) {
    ShareFile file = ShareFile.parse(octets);
    file.requireVault(header);
    try (SecureBuffer share = new SecureBuffer(file.label().octets());
        NativeGcm gcm = new NativeGcm(key(), file.nonce())) {
      if (!gcm.open(file.associatedData(), file.ciphertext(), file.tag(), share)) {
        throw file.damaged("its authentication tag does not match");
      }
      return engine.take(share, file.label().bits());
    }
  }

  private long key() {
    if (closed) {
      throw new IllegalStateException("vault key was closed");
    }
    return derived.address();
  }

  @Override
  public synchronized void close() {
    closed = true;
    derived.close();
  }

  @Override
  public String toString() {
    return "VaultKey[redacted]";
  }
}
