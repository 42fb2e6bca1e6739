package io.countersign.protocol.engine;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.ProviderException;
import java.security.spec.RSAPrivateKeySpec;
import javax.crypto.Cipher;

/**
 * BoringSSL through Conscrypt: an RSA private-key operation without padding, whose private exponent
 * is the secret.
 *
 * <p>An exponent a as long as the modulus or longer is taken in digits: {@code a = sum a_i 2^(k i)}
 * with {@code k = |N| - 1}, so {@code b^a = prod (b^(2^(k i)))^(a_i)}, where the bases are public.
 *
 * <p>Timing: independent of the secret and its length for one digit; with more digits the products
 * between them are BigInteger's. Moduli that BoringSSL does not take (known answers below 512 bits)
 * are computed by BigInteger. Secrets: RSAPrivateKeySpec forces copies on the heap.
 */
final class ConscryptEngine extends HeapEngine {
  static final String NAME = "conscrypt";
  private static final int MODULUS_BITS_MIN = 512;
  private static final int MODULUS_BITS_MAX = 8192;

  private final Provider provider;

  ConscryptEngine(Provider provider) {
    this.provider = provider;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean constantTime() {
    return true;
  }

  @Override
  BigInteger power(BigInteger base, BigInteger exponent, BigInteger modulus) {
    if (!takes(modulus)) {
      return base.modPow(exponent, modulus);
    }
    int digitBits = modulus.bitLength() - 1;
    BigInteger digitMask = BigInteger.ONE.shiftLeft(digitBits).subtract(BigInteger.ONE);
    BigInteger power = BigInteger.ONE;
    BigInteger digitBase = base;
    BigInteger rest = exponent;
    while (true) {
      BigInteger digit = rest.and(digitMask);
      rest = rest.shiftRight(digitBits);
      if (digit.signum() != 0) {
        power = power.multiply(privateOperation(digitBase, digit, modulus)).mod(modulus);
      }
      if (rest.signum() == 0) {
        return power;
      }
      digitBase = digitBase.modPow(BigInteger.ONE.shiftLeft(digitBits), modulus);
    }
  }

  @Override
  public BigInteger powPublic(BigInteger base, BigInteger exponent, BigInteger modulus) {
    Operands.checkModulus(modulus);
    BigInteger positive = Operands.invertIfNegative(base, exponent, modulus).mod(modulus);
    BigInteger size = exponent.abs();
    // BoringSSL's private operation always costs a full-length power; short ones are BigInteger's.
    boolean worthIt = 4 * size.bitLength() > 3 * modulus.bitLength() && size.compareTo(modulus) < 0;
    if (worthIt && takes(modulus) && positive.compareTo(BigInteger.ONE) > 0) {
      return privateOperation(positive, size, modulus);
    }
    return positive.modPow(size, modulus);
  }

  private static boolean takes(BigInteger modulus) {
    return modulus.bitLength() >= MODULUS_BITS_MIN && modulus.bitLength() <= MODULUS_BITS_MAX;
  }

  private BigInteger privateOperation(BigInteger base, BigInteger exponent, BigInteger modulus) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", provider);
      cipher.init(
          Cipher.DECRYPT_MODE,
          KeyFactory.getInstance("RSA", provider)
              .generatePrivate(new RSAPrivateKeySpec(modulus, exponent)));
      return new BigInteger(1, cipher.doFinal(Octets.fixed(base, Octets.lengthOf(modulus))));
    } catch (GeneralSecurityException refused) {
      throw new ProviderException(
          "conscrypt refused a power modulo a number of " + modulus.bitLength() + " bits", refused);
    }
  }
}
