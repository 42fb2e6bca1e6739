package io.countersign.protocol.engine;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The key of one channel from one party to another, and AES-256-GCM with it (M7).
 *
 * <pre>
 *   key   = HKDF-SHA256(salt, ikm = ECDH(E, R) || ECDH(S, R), info), 32 octets   (RFC 5869)
 *   nonce = 0 as 4 octets || the message's number as 8 octets, big-endian
 * </pre>
 *
 * where E is the sender's key for this channel, S his own agreement key, R the recipient's. A key
 * seals each number once at most, for it refuses every number that is not greater than the one
 * before: no nonce is ever used twice.
 *
 * <p>Secrets: the key, a {@link DerivedKey}. What is sealed is on the heap before and after, as
 * every message is. libcrypto is preferred for its speed too: nodes run with the C1 compiler, which
 * has no intrinsics for Java's AES-GCM. Thread: safe for concurrent use.
 */
public final class SessionKey implements AutoCloseable {
  /** What a sealed message is longer than what was sealed. */
  public static final int TAG_OCTETS = ShareFile.TAG_OCTETS;

  private static final int NONCE_OCTETS = 12;

  private final DerivedKey key;
  private long greatest;

  private SessionKey(DerivedKey key) {
    this.key = key;
  }

  /**
   * The key of a channel, as its sender computes it.
   *
   * @param ephemeral E; the caller closes it at once, so that nobody can compute the key later
   * @param own S
   * @param recipient R as SubjectPublicKeyInfo
   * @throws IllegalArgumentException if R is no point on P-256
   */
  public static SessionKey toRecipient(
      AgreementKey ephemeral, AgreementKey own, byte[] recipient, byte[] salt, byte[] info) {
    return new SessionKey(ephemeral.secretWith(recipient, own, recipient, salt, info));
  }

  /**
   * The key of a channel, as its recipient computes it.
   *
   * @param own R
   * @param ephemeral E as SubjectPublicKeyInfo
   * @param sender S as SubjectPublicKeyInfo
   * @throws IllegalArgumentException if E or S is no point on P-256
   */
  public static SessionKey fromSender(
      AgreementKey own, byte[] ephemeral, byte[] sender, byte[] salt, byte[] info) {
    return new SessionKey(own.secretWith(ephemeral, own, sender, salt, info));
  }

  /**
   * Ciphertext and tag.
   *
   * @param number greater than every one that this key sealed, from 1
   * @throws IllegalStateException if it is not, or the key was closed
   */
  public synchronized byte[] seal(long number, byte[] associatedData, byte[] plain) {
    if (number <= greatest) {
      throw new IllegalStateException(
          "number " + number + " is not greater than " + greatest + ", sealed before");
    }
    greatest = number;
    return key.seal(nonce(number), associatedData, plain);
  }

  /**
   * What was sealed, or empty if the tag is not right.
   *
   * @throws IllegalStateException if the key was closed
   */
  public Optional<byte[]> open(long number, byte[] associatedData, byte[] sealed) {
    return key.open(nonce(number), associatedData, sealed);
  }

  private static byte[] nonce(long number) {
    return ByteBuffer.allocate(NONCE_OCTETS).putInt(0).putLong(number).array();
  }

  /** Erases the key as well as the implementation can. Idempotent. */
  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "SessionKey[redacted]";
  }
}
