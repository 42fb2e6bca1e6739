package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Raises a base to a share without showing the engine the base (CRYPTO.md 7, row 21; A5): {@code
 * (base v^rho)^a v_s^-rho} with a fresh rho of 128 bits.
 *
 * <p>Secrets: the share, inside its engine; rho, used once. Timing: the two powers with rho are the
 * engine's public ones, so their time may show rho; it is worthless afterwards, and with a
 * constant-time engine the blinding is a second line only.
 */
final class BaseBlinding {
  private static final int RHO_BITS = 128;

  private final SignedQuadraticResidues group;
  private final SecureRandom random;

  BaseBlinding(SignedQuadraticResidues group, SecureRandom random) {
    this.group = group;
    this.random = random;
  }

  /**
   * {@code |base^a|}.
   *
   * @param share a
   * @param v the base of verification values
   * @param vs {@code |v^a|}
   */
  BigInteger pow(BigInteger base, SecretInteger share, BigInteger v, BigInteger vs) {
    BigInteger rho = new BigInteger(RHO_BITS, random);
    BigInteger blinded = group.multiply(base, group.pow(v, rho));
    BigInteger raised = share.pow(blinded, group.modulus());
    return group.multiply(raised, group.pow(vs, rho.negate()));
  }
}
