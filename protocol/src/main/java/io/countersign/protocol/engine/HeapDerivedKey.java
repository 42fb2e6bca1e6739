package io.countersign.protocol.engine;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** With Java's providers; what they copy is not wiped. */
final class HeapDerivedKey extends DerivedKey {
  private static final String HMAC = "HmacSHA256";

  private final byte[] key;
  private boolean closed;

  /** Takes the octets over. */
  HeapDerivedKey(byte[] key) {
    this.key = key;
  }

  @Override
  public synchronized DerivedKey derive(byte[] salt, byte[] info) {
    return new HeapDerivedKey(Hkdf.derive(key(), salt, info));
  }

  @Override
  public synchronized DerivedKey next(byte[] label) {
    return new HeapDerivedKey(hmac(label));
  }

  @Override
  public synchronized DerivedKey copy() {
    return new HeapDerivedKey(key().clone());
  }

  @Override
  public synchronized byte[] hmac(byte[] octets) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key(), HMAC));
      return mac.doFinal(octets);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("HMAC-SHA256 is missing from this Java", missing);
    }
  }

  @Override
  public synchronized byte[] seal(byte[] nonce, byte[] associatedData, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, checked(nonce), associatedData).doFinal(plain);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("AES-256-GCM is missing from this Java", missing);
    }
  }

  @Override
  synchronized Optional<byte[]> opened(byte[] nonce, byte[] associatedData, byte[] sealed) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, associatedData).doFinal(sealed));
    } catch (AEADBadTagException wrong) {
      return Optional.empty();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("AES-256-GCM is missing from this Java", missing);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] associatedData)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(key(), "AES"),
        new GCMParameterSpec(8 * ShareFile.TAG_OCTETS, nonce));
    cipher.updateAAD(associatedData);
    return cipher;
  }

  private byte[] key() {
    if (closed) {
      throw Operands.closed();
    }
    return key;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }
}
