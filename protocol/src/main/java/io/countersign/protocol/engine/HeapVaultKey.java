package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * A vault's key on the heap, for engines without native memory. Secrets: key and shares pass
 * through arrays that are wiped; the cipher may keep copies until they are collected.
 */
final class HeapVaultKey implements VaultKey {
  private final SecretArithmetic engine;
  private final VaultHeader header;
  private final byte[] key;
  private boolean closed;

  private HeapVaultKey(SecretArithmetic engine, VaultHeader header, byte[] key) {
    this.engine = engine;
    this.header = header;
    this.key = key;
  }

  static HeapVaultKey create(VaultHeader fresh, Passphrase passphrase, SecretArithmetic engine) {
    byte[] derived = derive(fresh, passphrase);
    try {
      return new HeapVaultKey(engine, fresh.withCheck(check(derived)), key(derived));
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  static HeapVaultKey open(VaultHeader header, Passphrase passphrase, SecretArithmetic engine) {
    byte[] derived = derive(header, passphrase);
    try {
      header.requireCheck(check(derived));
      return new HeapVaultKey(engine, header, key(derived));
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] derive(VaultHeader header, Passphrase passphrase) {
    ScryptCost cost = header.cost();
    byte[] octets = passphrase.copy();
    try {
      return SCrypt.generate(
          octets, header.salt(), cost.n(), cost.r(), cost.p(), VaultHeader.DERIVED_OCTETS);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static byte[] key(byte[] derived) {
    return Arrays.copyOf(derived, VaultHeader.KEY_OCTETS);
  }

  private static byte[] check(byte[] derived) {
    return Arrays.copyOfRange(derived, VaultHeader.KEY_OCTETS, VaultHeader.DERIVED_OCTETS);
  }

  @Override
  public synchronized byte[] seal(ShareLabel label, byte[] share) {
    byte[] plain = label.fixedLength(share);
    ShareFile file = ShareFile.fresh(header, label);
    try {
      return file.with(cipher(Cipher.ENCRYPT_MODE, file).doFinal(plain));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("AES-256-GCM is missing from this Java", broken);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  @Override
  public synchronized SecretInteger open(byte[] octets) {
    ShareFile file = ShareFile.parse(octets);
    file.requireVault(header);
    byte[] share = new byte[file.label().octets()];
    try {
      byte[] sealed = file.ciphertextAndTag();
      cipher(Cipher.DECRYPT_MODE, file).doFinal(sealed, 0, sealed.length, share, 0);
      return engine.load(share, file.label().bits());
    } catch (AEADBadTagException wrong) {
      throw file.damaged("its authentication tag does not match");
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("AES-256-GCM is missing from this Java", broken);
    } finally {
      Arrays.fill(share, (byte) 0);
    }
  }

  private Cipher cipher(int mode, ShareFile file) throws GeneralSecurityException {
    if (closed) {
      throw new IllegalStateException("vault key was closed");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(8 * ShareFile.TAG_OCTETS, file.nonce()));
    cipher.updateAAD(file.associatedData());
    return cipher;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "VaultKey[redacted]";
  }
}
