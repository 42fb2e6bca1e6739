package io.countersign.protocol.engine;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An identity's public key: a point on P-256, parsed and checked once. Immutable; equal when the
 * keys are.
 */
public final class IdentityPublicKey {
  /** DER before the point: SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING. */
  private static final byte[] SPKI_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private static final int SPKI_OCTETS = SPKI_PREFIX.length + P256.POINT_OCTETS;
  private static final byte UNCOMPRESSED = 4;
  private static final int SERIAL_OCTETS = 16;

  private final byte[] spki;
  private final byte[] spkiSha256;
  private final VerifyingKey verifyingKey;

  private IdentityPublicKey(byte[] spki) {
    this.spki = spki;
    this.spkiSha256 = Sha256.of(spki);
    this.verifyingKey = VerifyingKey.of(spki, point());
  }

  /**
   * Parses a SubjectPublicKeyInfo: named curve P-256, uncompressed point on the curve, DER without
   * variation (91 octets).
   *
   * @throws IllegalArgumentException for anything else
   */
  public static IdentityPublicKey fromSpki(byte[] spki) {
    if (spki.length != SPKI_OCTETS
        || !Arrays.equals(spki, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)
        || spki[SPKI_PREFIX.length] != UNCOMPRESSED) {
      throw new IllegalArgumentException(
          "identity key must be a SubjectPublicKeyInfo of "
              + SPKI_OCTETS
              + " octets with the named curve P-256 and an uncompressed point, got "
              + spki.length
              + " octets of another form");
    }
    byte[] point = Arrays.copyOfRange(spki, SPKI_PREFIX.length, SPKI_OCTETS);
    BigInteger x = new BigInteger(1, point, 1, P256.SCALAR_OCTETS);
    BigInteger y = new BigInteger(1, point, 1 + P256.SCALAR_OCTETS, P256.SCALAR_OCTETS);
    if (!P256.onCurve(x, y)) {
      throw new IllegalArgumentException(
          "identity key must be a point on P-256, got one that is not");
    }
    return new IdentityPublicKey(spki.clone());
  }

  /** From an uncompressed point. */
  static IdentityPublicKey fromPoint(byte[] point) {
    byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + point.length);
    System.arraycopy(point, 0, spki, SPKI_PREFIX.length, point.length);
    return fromSpki(spki);
  }

  /** The SubjectPublicKeyInfo in DER, 91 octets; a copy. */
  public byte[] spki() {
    return spki.clone();
  }

  /** SHA-256 of {@link #spki()}, 32 octets; a copy. It stands in idkeys (amendment A1). */
  public byte[] spkiSha256() {
    return spkiSha256.clone();
  }

  /** The first 16 octets of {@link #spkiSha256()} in lower-case hex (DESIGN.md "Decided now" 3). */
  public String serial() {
    return HexFormat.of().formatHex(spkiSha256, 0, SERIAL_OCTETS);
  }

  /** The point, uncompressed: 65 octets. */
  byte[] point() {
    return Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length);
  }

  VerifyingKey verifyingKey() {
    return verifyingKey;
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
