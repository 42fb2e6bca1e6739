package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Compares an engine with BigInteger on a random modulus, base and secret before it is trusted
 * (STACK.md, last section). The numbers are made for the test and protect nothing.
 */
final class EngineSelfTest {
  private static final int MODULUS_BITS = 1024;

  private final SecretArithmetic engine;
  private final SecureRandom random = new SecureRandom();

  EngineSelfTest(SecretArithmetic engine) {
    this.engine = engine;
  }

  /** Why the engine must not be used; empty if it computes rightly. */
  Optional<String> failure() {
    try {
      BigInteger modulus = new BigInteger(MODULUS_BITS, random).setBit(MODULUS_BITS - 1).setBit(0);
      for (int secretBits : new int[] {MODULUS_BITS - 1, MODULUS_BITS + 384}) {
        Optional<String> failure = failure(modulus, secretBits);
        if (failure.isPresent()) {
          return failure;
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException
        | IllegalStateException
        | ProviderException
        | LinkageError broken) {
      return Optional.of("self-test failed: " + broken);
    }
  }

  private Optional<String> failure(BigInteger modulus, int secretBits) {
    BigInteger a = new BigInteger(secretBits, random).setBit(0);
    BigInteger x = unit(modulus);
    BigInteger expected = x.modPow(a, modulus);
    BigInteger c = new BigInteger(256, random);
    try (SecretInteger secret = engine.load(a.toByteArray(), secretBits);
        SecretInteger nonce = engine.nonce(secret, new byte[] {1}, secretBits + 384)) {
      if (!secret.pow(x, modulus).equals(expected)) {
        return Optional.of("self-test failed: wrong power of a secret of " + secretBits + " bits");
      }
      if (!engine.powPublic(x, a, modulus).equals(expected)) {
        return Optional.of("self-test failed: wrong public power of " + secretBits + " bits");
      }
      BigInteger r = secret.multiplyAdd(BigInteger.ZERO, nonce);
      if (!secret.multiplyAdd(c, nonce).equals(c.multiply(a).add(r))) {
        return Optional.of("self-test failed: wrong proof response");
      }
      return Optional.empty();
    }
  }

  private BigInteger unit(BigInteger modulus) {
    BigInteger x;
    do {
      x = new BigInteger(MODULUS_BITS - 1, random);
    } while (x.bitLength() < 2 || !x.gcd(modulus).equals(BigInteger.ONE));
    return x;
  }
}
