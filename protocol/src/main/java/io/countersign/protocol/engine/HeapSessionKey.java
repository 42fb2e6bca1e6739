package io.countersign.protocol.engine;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A channel's key on the heap, where libcrypto is not there. Secrets: key and what it is made of
 * are wiped; the JDK's objects may keep copies until they are collected.
 */
final class HeapSessionKey extends SessionKey {
  private final byte[] key;
  private boolean closed;

  private HeapSessionKey(byte[] key) {
    this.key = key;
  }

  static HeapSessionKey derive(
      HeapAgreementKey first,
      byte[] firstPeer,
      HeapAgreementKey second,
      byte[] secondPeer,
      byte[] salt,
      byte[] info) {
    byte[] one = first.agree(firstPeer);
    byte[] two = second.agree(secondPeer);
    byte[] agreed = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, agreed, one.length, two.length);
    try {
      return new HeapSessionKey(Hkdf.derive(agreed, salt, info));
    } finally {
      for (byte[] secret : new byte[][] {one, two, agreed}) {
        Arrays.fill(secret, (byte) 0);
      }
    }
  }

  @Override
  byte[] encrypt(byte[] nonce, byte[] associatedData, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plain);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("AES-256-GCM is missing from this Java", missing);
    }
  }

  @Override
  Optional<byte[]> decrypt(byte[] nonce, byte[] associatedData, byte[] sealed) {
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
    if (closed) {
      throw new IllegalStateException("session key was closed");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_OCTETS, nonce));
    cipher.updateAAD(associatedData);
    return cipher;
  }

  @Override
  void erase() {
    closed = true;
    Arrays.fill(key, (byte) 0);
  }
}
