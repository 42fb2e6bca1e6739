package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * The PSS salt of a request (A7): derived, so that every attempt gives the same signature and
 * nobody can hide anything in it.
 */
public final class DerivedSalt {
  private DerivedSalt() {}

  /**
   * First hLen octets of MGF1-SHA256(Enc("trsa1/salt", SHA-256(Enc(N, e)), requestId, dochash));
   * empty for PKCS1.
   *
   * @param modulus N
   * @param publicExponent e
   * @param requestId SHA-256 of the payload octets of the request
   * @param dochash hash of the document with the algorithm's hash function
   */
  public static Octets derive(
      BigInteger modulus,
      int publicExponent,
      Octets requestId,
      Octets dochash,
      SignatureAlgorithm alg) {
    if (alg.saltLength() == 0) {
      return Octets.EMPTY;
    }
    int k = (modulus.bitLength() + 7) / 8;
    Octets key = new Enc().element(modulus, k).number(publicExponent).sha256();
    Octets seed =
        new Enc().text("trsa1/salt").octets(key).octets(requestId).octets(dochash).toOctets();
    return Octets.of(Mgf1.mask("SHA-256", seed.toByteArray(), alg.saltLength()));
  }
}
