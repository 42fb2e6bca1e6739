package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * A document's hash, padded for one modulus (CRYPTO.md 1.4): EM, the representative x = OS2IP(EM)
 * with {@code 0 < x < N} and Jacobi(x/N) != 0, and u = |x^2| that the devices exponentiate. Made
 * only by {@link SignatureAlgorithm#encode}. Not secret.
 */
public final class EncodedMessage {
  private final SignatureAlgorithm algorithm;
  private final Octets dochash;
  private final Octets salt;
  private final BigInteger modulus;
  private final Octets em;
  private final BigInteger x;
  private final BigInteger u;

  EncodedMessage(
      SignatureAlgorithm algorithm, Octets dochash, Octets salt, BigInteger modulus, Octets em) {
    this.algorithm = algorithm;
    this.dochash = dochash;
    this.salt = salt;
    this.modulus = modulus;
    this.em = em;
    this.x = BigEndian.decode(em.toByteArray());
    SignedQuadraticResidues group = new SignedQuadraticResidues(modulus);
    if (x.signum() <= 0 || x.compareTo(modulus) >= 0 || Jacobi.symbol(x, modulus) == 0) {
      throw new CheckFailed("representative", "the encoded message is no unit modulo N");
    }
    this.u = group.square(x);
  }

  /** What was encoded with. */
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** The document's hash. */
  public Octets dochash() {
    return dochash;
  }

  /** The salt; empty for PKCS1. */
  public Octets salt() {
    return salt;
  }

  /** N. */
  public BigInteger modulus() {
    return modulus;
  }

  /** EM of RFC 8017: as many octets as the encoding method says. */
  public Octets octets() {
    return em;
  }

  /** The representative, {@code 0 < x < N}. */
  public BigInteger x() {
    return x;
  }

  /** The base that devices exponentiate, u = |x^2|, in G always. */
  public BigInteger u() {
    return u;
  }

  @Override
  public String toString() {
    return "EncodedMessage[" + algorithm.label() + ", " + dochash + "]";
  }
}
