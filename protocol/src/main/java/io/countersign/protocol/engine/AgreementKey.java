package io.countersign.protocol.engine;

import java.util.Arrays;

/**
 * A P-256 key that agrees on session keys (M7; DESIGN.md "Decided now" 3): a party's own, listed in
 * the ring's record, or one made for a single channel. {@link SessionKey} computes with it.
 *
 * <p>Secrets: the private scalar; with libcrypto it is off the heap, else there is no erase
 * guarantee. Thread: safe for concurrent use until closed.
 */
public abstract sealed class AgreementKey implements AutoCloseable
    permits OpensslAgreementKey, HeapAgreementKey {
  private final IdentityPublicKey publicKey;

  AgreementKey(IdentityPublicKey publicKey) {
    this.publicKey = publicKey;
  }

  /**
   * Loads a private key with the best implementation that is there.
   *
   * @param pem an unencrypted PKCS#8 {@code PRIVATE KEY} block in PEM; the caller wipes it
   * @throws IllegalArgumentException if it is not a P-256 key in that form
   */
  public static AgreementKey fromPem(byte[] pem) {
    byte[] scalar = PrivateKeyFile.p256Scalar(pem);
    try {
      return LibcryptoAgreement.USABLE
          ? OpensslAgreementKey.of(scalar)
          : new HeapAgreementKey(scalar);
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /** A fresh key from the implementation's own strong random source; never read from a file. */
  public static AgreementKey fresh() {
    return LibcryptoAgreement.USABLE ? OpensslAgreementKey.generate() : HeapAgreementKey.generate();
  }

  /** The public half as SubjectPublicKeyInfo DER, 91 octets; a copy. */
  public final byte[] spki() {
    return publicKey.spki();
  }

  /**
   * A secret that the owners of two keys share and nobody else: HKDF-SHA256 of their agreement.
   *
   * @param peer the other's public key as SubjectPublicKeyInfo
   * @param info names what it is for, so that no two uses have the same
   * @return the caller closes it
   * @throws IllegalArgumentException if the other's is no point on P-256
   * @throws IllegalStateException if this key was closed
   */
  public abstract DerivedKey secretWith(byte[] peer, byte[] salt, byte[] info);

  /**
   * As {@link #secretWith(byte[], byte[], byte[])}, of two agreements, one after the other: what
   * only the owners of all these keys can compute.
   *
   * @param also another key of this side, or this one again
   * @param alsoPeer with which that key agrees
   * @throws IllegalArgumentException if a public key is no point on P-256, or the two keys are not
   *     of one implementation
   */
  abstract DerivedKey secretWith(
      byte[] peer, AgreementKey also, byte[] alsoPeer, byte[] salt, byte[] info);

  /** Erases the private scalar as well as the implementation can. Idempotent. */
  @Override
  public abstract void close();

  /**
   * The uncompressed point of a public key. A point off the curve, infinity, and every other form
   * are refused: P-256 has no other subgroup, so each point that passes is safe to multiply.
   *
   * @throws IllegalArgumentException if it is none
   */
  static byte[] point(byte[] spki) {
    return IdentityPublicKey.fromSpki(spki).point();
  }

  static IllegalArgumentException mixed() {
    return new IllegalArgumentException("both keys must be of one implementation");
  }

  static IllegalStateException closed() {
    return new IllegalStateException("agreement key was closed");
  }

  @Override
  public final String toString() {
    return "AgreementKey[" + publicKey.serial() + ", redacted]";
  }
}
