package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits d into the t parts of one row (CRYPTO.md 2.3, 2.4). Any t-1 of them are independent of d.
 *
 * <p>Secrets: d, lambda and the parts, as BigIntegers of the lead device. Timing: not constant; it
 * depends on rejected draws and on lengths.
 */
final class Sharing {
  private Sharing() {}

  /** The parts of a row of a family. */
  static List<BigInteger> split(
      Family family, BigInteger d, BigInteger lambda, int t, SecureRandom random) {
    return switch (family) {
      case ADD -> sum(d, lambda, t, random);
      case MULT -> product(d, lambda, t, random);
    };
  }

  /** 2.4: all but the last uniform in [0, lambda), the last {@code d - sum mod lambda}. */
  private static List<BigInteger> sum(BigInteger d, BigInteger lambda, int t, SecureRandom random) {
    List<BigInteger> parts = new ArrayList<>();
    BigInteger rest = d;
    for (int colour = 0; colour < t - 1; colour++) {
      BigInteger part = below(lambda, random);
      parts.add(part);
      rest = rest.subtract(part);
    }
    parts.add(rest.mod(lambda));
    return parts;
  }

  /** 2.3: all but the last uniform units modulo lambda, the last {@code d prod^-1 mod lambda}. */
  private static List<BigInteger> product(
      BigInteger d, BigInteger lambda, int t, SecureRandom random) {
    List<BigInteger> parts = new ArrayList<>();
    BigInteger product = BigInteger.ONE;
    for (int colour = 0; colour < t - 1; colour++) {
      BigInteger part = unit(lambda, random);
      parts.add(part);
      product = product.multiply(part).mod(lambda);
    }
    parts.add(d.multiply(product.modInverse(lambda)).mod(lambda));
    return parts;
  }

  /** Uniform in [0, bound) by rejection. */
  private static BigInteger below(BigInteger bound, SecureRandom random) {
    BigInteger drawn = new BigInteger(bound.bitLength(), random);
    while (drawn.compareTo(bound) >= 0) {
      drawn = new BigInteger(bound.bitLength(), random);
    }
    return drawn;
  }

  private static BigInteger unit(BigInteger lambda, SecureRandom random) {
    BigInteger drawn = below(lambda, random);
    while (!drawn.gcd(lambda).equals(BigInteger.ONE)) {
      drawn = below(lambda, random);
    }
    return drawn;
  }
}
