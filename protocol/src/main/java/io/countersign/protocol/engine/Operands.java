package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.Jacobi;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The checks that every engine makes before it touches a secret, so that all refuse the same input
 * with the same words (STACK.md, last section). Operands are public; the texts show none of their
 * digits but their size.
 */
final class Operands {
  /** Challenges of proofs are SHA-256 values (CRYPTO.md 3.5). */
  private static final int CHALLENGE_BITS = 256;

  /** A proof's nonce is 384 bits longer than the share; the largest share of a 4096-bit key. */
  private static final int SECRET_BITS_MAX = 1 << 16;

  private static final BigInteger SMALLEST_MODULUS = BigInteger.valueOf(5);

  private Operands() {}

  static void checkModulus(BigInteger modulus) {
    if (!modulus.testBit(0) || modulus.compareTo(SMALLEST_MODULUS) < 0) {
      throw new IllegalArgumentException(
          "modulus must be odd and at least 5, got "
              + (modulus.testBit(0) ? "an odd" : "an even")
              + " number of "
              + modulus.bitLength()
              + " bits, sign "
              + modulus.signum());
    }
  }

  /** The base of a secret power: in 2..N-2 and coprime to N. */
  static void checkBase(BigInteger base, BigInteger modulus) {
    if (base.compareTo(BigInteger.TWO) < 0
        || base.compareTo(modulus.subtract(BigInteger.TWO)) > 0) {
      throw new IllegalArgumentException(
          "base must be in 2..N-2, got "
              + place(base, modulus)
              + ", N has "
              + modulus.bitLength()
              + " bits");
    }
    if (Jacobi.symbol(base, modulus) == 0) {
      throw new IllegalArgumentException("base must be coprime to N, got a common factor");
    }
  }

  static void checkChallenge(BigInteger c) {
    if (c.signum() < 0 || c.bitLength() > CHALLENGE_BITS) {
      throw new IllegalArgumentException(
          "challenge must be in 0..2^256-1, got a number of "
              + c.bitLength()
              + " bits, sign "
              + c.signum());
    }
  }

  static void checkBits(int bits) {
    if (bits < 1 || bits > SECRET_BITS_MAX) {
      throw new IllegalArgumentException(
          "a secret's bound must be in 1.." + SECRET_BITS_MAX + " bits, got " + bits);
    }
  }

  static int octets(int bits) {
    return (bits + 7) / 8;
  }

  /** Of the first of {@link #octets}, the bits in use. */
  static int topMask(int bits) {
    return 0xff >>> (8 * octets(bits) - bits);
  }

  /**
   * A secret's octets at the full length of its bound, a copy that the caller wipes.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  static byte[] fixedLength(byte[] magnitude, int bits) {
    byte[] octets = new byte[octets(bits)];
    int kept = Math.min(magnitude.length, octets.length);
    int overflow = 0;
    for (int i = 0; i < magnitude.length - kept; i++) {
      overflow |= magnitude[i];
    }
    System.arraycopy(magnitude, magnitude.length - kept, octets, octets.length - kept, kept);
    overflow |= octets[0] & 0xff & ~topMask(bits);
    if (overflow != 0) {
      Arrays.fill(octets, (byte) 0);
      throw new IllegalArgumentException("secret does not fit in " + bits + " bits");
    }
    return octets;
  }

  /**
   * The base whose {@code |exponent|}-th power is {@code base^exponent mod modulus}.
   *
   * @throws IllegalArgumentException if the exponent is negative and the base is no unit
   */
  static BigInteger invertIfNegative(BigInteger base, BigInteger exponent, BigInteger modulus) {
    if (exponent.signum() >= 0) {
      return base;
    }
    if (Jacobi.symbol(base, modulus) == 0) {
      throw noUnit();
    }
    return base.modInverse(modulus);
  }

  static IllegalArgumentException noUnit() {
    return new IllegalArgumentException(
        "base must be coprime to N for a negative exponent, got a common factor");
  }

  static IllegalArgumentException tooLong(int bits) {
    return new IllegalArgumentException("secret does not fit in " + bits + " bits");
  }

  static IllegalArgumentException zeroExponent() {
    return new IllegalArgumentException("secret exponent must be at least 1, got 0");
  }

  static IllegalStateException closed() {
    return new IllegalStateException("secret was closed");
  }

  static IllegalArgumentException foreign(String engine) {
    return new IllegalArgumentException(
        "a secret of the engine " + engine + " takes only secrets of that engine");
  }

  private static String place(BigInteger base, BigInteger modulus) {
    if (base.signum() < 0) {
      return "a negative number";
    }
    if (base.compareTo(BigInteger.TWO) < 0) {
      return base.toString();
    }
    return base.compareTo(modulus) < 0 ? "N-1" : "N or more";
  }
}
