package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.Optional;

/**
 * An RSA signature that verified under its public key: there is no way to get an instance but a
 * successful check (I4). The octets are those the undivided key would have made.
 */
public final class Signature {
  private final SignatureAlgorithm algorithm;
  private final Octets octets;

  private Signature(SignatureAlgorithm algorithm, Octets octets) {
    this.algorithm = algorithm;
    this.octets = octets;
  }

  /**
   * A signature if {@code 0 < s < N} and {@code s^e mod N = x}, the whole x (CRYPTO.md 7, row 23).
   *
   * @param group of the message's modulus
   */
  static Optional<Signature> ifVerifies(
      EncodedMessage em, BigInteger e, BigInteger s, SignedQuadraticResidues group) {
    BigInteger modulus = em.modulus();
    if (s.signum() <= 0 || s.compareTo(modulus) >= 0 || !group.rawPow(s, e).equals(em.x())) {
      return Optional.empty();
    }
    int k = (modulus.bitLength() + 7) / 8;
    return Optional.of(new Signature(em.algorithm(), Octets.of(BigEndian.encode(s, k))));
  }

  /** What made it. */
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /** k octets, as RFC 8017 has it. */
  public Octets octets() {
    return octets;
  }

  @Override
  public String toString() {
    return "Signature[" + algorithm.label() + ", " + octets + "]";
  }
}
