package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * Verifies a finished signature under an RSA public key, strictly: exact length, s in range, PKCS1
 * compared as a whole and never parsed, PSS with a salt exactly as long as the hash (RFC 8017
 * 8.1.2, 8.2.2; CRYPTO.md 7, row 23).
 */
public final class SignatureVerifier {
  private SignatureVerifier() {}

  /**
   * Whether the signature is right.
   *
   * @param modulus N
   * @param publicExponent e
   * @param dochash hash of the document with the algorithm's hash function
   * @param signature exactly as many octets as N has, or it is refused
   * @throws IllegalArgumentException if the hash has another length than the algorithm's, or the
   *     modulus is too short for it
   */
  public static boolean verify(
      BigInteger modulus,
      BigInteger publicExponent,
      SignatureAlgorithm algorithm,
      Octets dochash,
      Octets signature) {
    return verify(ModularPower.JAVA, modulus, publicExponent, algorithm, dochash, signature);
  }

  /** The same with a faster exponentiation. */
  public static boolean verify(
      ModularPower power,
      BigInteger modulus,
      BigInteger publicExponent,
      SignatureAlgorithm algorithm,
      Octets dochash,
      Octets signature) {
    if (dochash.length() != algorithm.digestLength()) {
      throw new IllegalArgumentException(
          "%s needs a hash of %d octets, got %d"
              .formatted(algorithm.label(), algorithm.digestLength(), dochash.length()));
    }
    int k = (modulus.bitLength() + 7) / 8;
    BigInteger s = BigEndian.decode(signature.toByteArray());
    if (signature.length() != k || s.compareTo(modulus) >= 0) {
      return false;
    }
    BigInteger m = power.pow(s, publicExponent, modulus);
    byte[] hash = dochash.toByteArray();
    if (!algorithm.isPss()) {
      return m.equals(BigEndian.decode(Emsa.pkcs1(algorithm, hash, k)));
    }
    int emBits = modulus.bitLength() - 1;
    int emLength = (emBits + 7) / 8;
    return m.bitLength() <= 8 * emLength
        && Emsa.pssVerify(algorithm, hash, BigEndian.encode(m, emLength), emBits);
  }
}
