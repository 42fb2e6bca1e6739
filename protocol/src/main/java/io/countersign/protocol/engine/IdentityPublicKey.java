package io.countersign.protocol.engine;

import java.util.Arrays;

/**
 * An identity's public key: a point on P-256, parsed and checked once. Immutable; equal when the
 * keys are.
 */
public final class IdentityPublicKey {
  private final byte[] spki;

  private IdentityPublicKey(byte[] spki) {
    this.spki = spki;
  }

  /**
   * Parses a SubjectPublicKeyInfo: named curve P-256, uncompressed point on the curve, DER without
   * variation (91 octets).
   *
   * @throws IllegalArgumentException for anything else
   */
  public static IdentityPublicKey fromSpki(byte[] spki) {
    return new IdentityPublicKey(spki.clone());
  }

  /** The SubjectPublicKeyInfo in DER, 91 octets; a copy. */
  public byte[] spki() {
    return spki.clone();
  }

  /** SHA-256 of {@link #spki()}, 32 octets; a copy. It stands in idkeys (amendment A1). */
  public byte[] spkiSha256() {
    throw new UnsupportedOperationException("not built");
  }

  /** The first 16 octets of {@link #spkiSha256()} in lower-case hex (DESIGN.md "Decided now" 3). */
  public String serial() {
    throw new UnsupportedOperationException("not built");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdentityPublicKey key && Arrays.equals(spki, key.spki);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(spki);
  }

  @Override
  public String toString() {
    return "IdentityPublicKey[" + serial() + "]";
  }
}
