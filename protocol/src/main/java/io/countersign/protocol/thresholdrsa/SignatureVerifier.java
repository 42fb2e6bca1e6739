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
   * @param signature exactly as many octets as N has
   */
  public static boolean verify(
      BigInteger modulus,
      BigInteger publicExponent,
      SignatureAlgorithm algorithm,
      Octets dochash,
      Octets signature) {
    return Pending.value();
  }
}
