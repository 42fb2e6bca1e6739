package io.countersign.protocol.engine;

import java.util.Optional;

/**
 * A symmetric key of 32 octets from which others follow: what two parties agreed on for more than
 * one channel's life, such as heartbeats (M27). HKDF-SHA256, HMAC-SHA256 and AES-256-GCM. Each key
 * is closed on its own: those that follow from it outlive it.
 *
 * <p>Secrets: the key; with libcrypto it is off the heap from the agreement to its erasure, else
 * there is no erase guarantee. Every use throws IllegalStateException once it is closed, or when
 * libcrypto's secure memory is full, and leaves nothing there then. Timing: that of HMAC and
 * AES-GCM in the library, which depends on lengths only; tags are compared in constant time. What
 * {@link #hmac} returns is for the caller to compare so. Thread: safe for concurrent use.
 */
public abstract sealed class DerivedKey implements AutoCloseable
    permits OpensslDerivedKey, HeapDerivedKey {
  /** Length of the key, and of an HMAC. */
  public static final int OCTETS = Hkdf.OCTETS;

  /**
   * A copy of 32 octets that are on the heap anyway; the caller wipes them. Keys that are agreed on
   * never are: see {@link AgreementKey#secretWith}.
   *
   * @throws IllegalArgumentException if they are not 32
   */
  public static DerivedKey of(byte[] octets) {
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException("a key has 32 octets, got " + octets.length);
    }
    return LibcryptoAgreement.USABLE
        ? new OpensslDerivedKey(SecureBuffer.of(octets))
        : new HeapDerivedKey(octets.clone());
  }

  /** HKDF of this key: one for another purpose; the caller closes it. */
  public abstract DerivedKey derive(byte[] salt, byte[] info);

  /** HMAC of this key as a key: the next of a chain, or the first of one; the caller closes it. */
  public abstract DerivedKey next(byte[] label);

  /** The same key once more; the caller closes it. */
  public abstract DerivedKey copy();

  /** HMAC, 32 octets that may be shown. */
  public abstract byte[] hmac(byte[] octets);

  /**
   * Ciphertext and tag.
   *
   * @param nonce 12 octets, never used twice with this key
   */
  public abstract byte[] seal(byte[] nonce, byte[] associatedData, byte[] plain);

  /** What was sealed, or empty if it was not under this key. */
  public final Optional<byte[]> open(byte[] nonce, byte[] associatedData, byte[] sealed) {
    return sealed.length < ShareFile.TAG_OCTETS
        ? Optional.empty()
        : opened(checked(nonce), associatedData, sealed);
  }

  abstract Optional<byte[]> opened(byte[] nonce, byte[] associatedData, byte[] sealed);

  /** libcrypto would read past the end of one that is shorter. */
  static byte[] checked(byte[] nonce) {
    if (nonce.length != ShareFile.NONCE_OCTETS) {
      throw new IllegalArgumentException(
          "a nonce has " + ShareFile.NONCE_OCTETS + " octets, got " + nonce.length);
    }
    return nonce;
  }

  /** Erases the key as well as the implementation can; later use throws. Idempotent. */
  @Override
  public abstract void close();

  @Override
  public final String toString() {
    return "DerivedKey[redacted]";
  }
}
