package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.security.SecureRandom;

/** What the two engines without native secrets share: secrets are arrays on the heap. */
abstract sealed class HeapEngine implements SecretArithmetic permits JavaEngine, ConscryptEngine {
  private final SecureRandom random = new SecureRandom();

  /** {@code base^exponent mod modulus}, operands checked, exponent at least 1 and secret. */
  abstract BigInteger power(BigInteger base, BigInteger exponent, BigInteger modulus);

  @Override
  public final boolean eraseGuarantee() {
    return false;
  }

  @Override
  public final SecretInteger load(byte[] magnitude, int bits) {
    Operands.checkBits(bits);
    return new HeapSecret(this, Operands.fixedLength(magnitude, bits), bits);
  }

  @Override
  public final SecretInteger nonce(SecretInteger share, byte[] statement, int bits) {
    Operands.checkBits(bits);
    if (!(share instanceof HeapSecret secret) || !secret.isOf(this)) {
      throw Operands.foreign(name());
    }
    byte[] fresh = new byte[Nonces.FRESH_OCTETS];
    random.nextBytes(fresh);
    return secret.nonce(statement, fresh, bits);
  }

  @Override
  public BigInteger powPublic(BigInteger base, BigInteger exponent, BigInteger modulus) {
    Operands.checkModulus(modulus);
    return Operands.invertIfNegative(base, exponent, modulus).modPow(exponent.abs(), modulus);
  }
}
