package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * libcrypto through JNA, secrets in its secure memory: the engine of devices (DESIGN.md "Decided
 * now" 9, invariant I1).
 *
 * <p>Timing: {@code BN_mod_exp_mont_consttime}; the exponent's length in 64-bit words may show.
 * Secrets: never on the Java heap, except the array that {@link #load} is given, which its caller
 * wipes; {@link ShareSealing} opens shares without one.
 */
final class OpensslEngine implements SecretArithmetic {
  static final String NAME = "openssl";

  /** Keys in use at one device at a time. */
  private static final int MODULI_KEPT = 8;

  private final Map<BigInteger, Montgomery> moduli =
      new LinkedHashMap<>(2 * MODULI_KEPT, 0.75f, true);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean constantTime() {
    return true;
  }

  @Override
  public boolean eraseGuarantee() {
    return true;
  }

  @Override
  public SecretInteger load(byte[] magnitude, int bits) {
    Operands.checkBits(bits);
    try (SecureBuffer octets = SecureBuffer.of(magnitude)) {
      return take(octets, bits);
    }
  }

  /** A secret from octets that are off the heap already; the caller closes them. */
  OpensslSecret take(SecureBuffer octets, int bits) {
    Bignum number = Bignum.of(octets);
    if (number.bitLength() > bits) {
      number.close();
      throw Operands.tooLong(bits);
    }
    return new OpensslSecret(this, number, bits);
  }

  @Override
  public SecretInteger nonce(SecretInteger share, byte[] statement, int bits) {
    try (SecureBuffer fresh = new SecureBuffer(Nonces.FRESH_OCTETS)) {
      Libcrypto.check(
          LibcryptoNumbers.RAND_priv_bytes(fresh.address(), fresh.length()), "RAND_priv_bytes");
      return nonce(share, statement, fresh, bits);
    }
  }

  /** {@link Nonces#derive} without the heap. */
  OpensslSecret nonce(SecretInteger share, byte[] statement, SecureBuffer fresh, int bits) {
    Operands.checkBits(bits);
    if (!(share instanceof OpensslSecret secret)) {
      throw Operands.foreign(NAME);
    }
    try (SecureBuffer octets = secret.octets();
        SecureBuffer nonce = new SecureBuffer(Operands.octets(bits));
        NativeShake shake = new NativeShake()) {
      shake.update(Nonces.length(octets.length()));
      shake.update(octets);
      shake.update(Nonces.length(statement.length));
      shake.update(statement);
      shake.update(fresh);
      shake.squeeze(nonce);
      nonce.maskFirst(Operands.topMask(bits));
      return take(nonce, bits);
    }
  }

  @Override
  public BigInteger powPublic(BigInteger base, BigInteger exponent, BigInteger modulus) {
    Operands.checkModulus(modulus);
    // A modulus that no secret has used is not kept: it may be a prime that a dealer tests.
    Montgomery kept;
    synchronized (moduli) {
      kept = moduli.get(modulus);
    }
    Montgomery prepared = kept == null ? new Montgomery(modulus) : kept;
    return prepared.publicPower(base.mod(modulus), exponent);
  }

  /** The modulus prepared for powers; the ones used last are kept. */
  Montgomery prepared(BigInteger modulus) {
    synchronized (moduli) {
      Montgomery prepared = moduli.get(modulus);
      if (prepared == null) {
        prepared = new Montgomery(modulus);
        moduli.put(modulus, prepared);
        if (moduli.size() > MODULI_KEPT) {
          moduli.remove(moduli.keySet().iterator().next());
        }
      }
      return prepared;
    }
  }
}
