package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/** The base v of verification values, which nobody chooses (CRYPTO.md 1.3). */
final class VerificationBase {
  private static final int SURPLUS_OCTETS = 16;

  private VerificationBase() {}

  /** {@code h = OS2IP(MGF1-SHA256(SHA-256(Enc("trsa1/v", N, e)), k+16)) mod N, v = |h^2|}. */
  static BigInteger derive(BigInteger modulus, int publicExponent) {
    int k = (modulus.bitLength() + 7) / 8;
    Octets seed = new Enc().text("trsa1/v").element(modulus, k).number(publicExponent).sha256();
    BigInteger h =
        BigEndian.decode(Mgf1.mask("SHA-256", seed.toByteArray(), k + SURPLUS_OCTETS)).mod(modulus);
    return new SignedQuadraticResidues(modulus).square(h);
  }
}
