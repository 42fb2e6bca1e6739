package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * The signature schemes of RFC 8017 that Countersign makes (CRYPTO.md 1.4). PSS uses MGF1 with the
 * same hash, a salt exactly as long as the hash, and trailer 0xbc.
 */
public enum SignatureAlgorithm {
  RSASSA_PKCS1_V1_5_SHA256("RSASSA-PKCS1-v1_5-SHA256", "SHA-256", 32, false),
  RSASSA_PKCS1_V1_5_SHA384("RSASSA-PKCS1-v1_5-SHA384", "SHA-384", 48, false),
  RSASSA_PKCS1_V1_5_SHA512("RSASSA-PKCS1-v1_5-SHA512", "SHA-512", 64, false),
  RSASSA_PSS_SHA256("RSASSA-PSS-SHA256", "SHA-256", 32, true),
  RSASSA_PSS_SHA384("RSASSA-PSS-SHA384", "SHA-384", 48, true),
  RSASSA_PSS_SHA512("RSASSA-PSS-SHA512", "SHA-512", 64, true);

  private final String label;
  private final String hashAlgorithm;
  private final int digestLength;
  private final boolean pss;

  SignatureAlgorithm(String label, String hashAlgorithm, int digestLength, boolean pss) {
    this.label = label;
    this.hashAlgorithm = hashAlgorithm;
    this.digestLength = digestLength;
    this.pss = pss;
  }

  /** The name inside session headers and records. */
  public String label() {
    return label;
  }

  /**
   * The algorithm of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SignatureAlgorithm fromLabel(String label) {
    for (SignatureAlgorithm algorithm : values()) {
      if (algorithm.label.equals(label)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("unknown signature algorithm " + label);
  }

  /** The hash function's name as {@link java.security.MessageDigest} knows it. */
  public String hashAlgorithm() {
    return hashAlgorithm;
  }

  /** Octets of a document's hash. */
  public int digestLength() {
    return digestLength;
  }

  /** Whether this is PSS. */
  public boolean isPss() {
    return pss;
  }

  /** Octets of the salt: the hash's length for PSS, 0 for PKCS1. */
  public int saltLength() {
    return pss ? digestLength : 0;
  }

  /**
   * Encodes a document's hash for a modulus (CRYPTO.md 1.4). Each device does this itself; an
   * encoded message is never accepted from outside.
   *
   * @param dochash {@link #digestLength()} octets
   * @param salt {@link #saltLength()} octets
   * @param modulus N
   * @throws CheckFailed {@code header:document} for a hash of another length, {@code salt:length},
   *     {@code salt:forbidden}, {@code representative} if the encoding is no unit modulo N (which
   *     would show a factor)
   * @throws IllegalArgumentException if the modulus is too short for the algorithm
   */
  public EncodedMessage encode(Octets dochash, Octets salt, BigInteger modulus) {
    if (dochash.length() != digestLength) {
      throw new CheckFailed(
          "header:document",
          "%s needs a hash of %d octets, got %d".formatted(label, digestLength, dochash.length()));
    }
    if (pss && salt.length() != saltLength()) {
      throw new CheckFailed(
          "salt:length", "need %d octets, got %d".formatted(saltLength(), salt.length()));
    }
    if (!pss && salt.length() != 0) {
      throw new CheckFailed("salt:forbidden", "PKCS1 takes no salt, got " + salt.length());
    }
    byte[] hash = dochash.toByteArray();
    byte[] em =
        pss
            ? Emsa.pss(this, hash, salt.toByteArray(), modulus.bitLength() - 1)
            : Emsa.pkcs1(this, hash, (modulus.bitLength() + 7) / 8);
    return new EncodedMessage(this, dochash, salt, modulus, Octets.of(em));
  }
}
