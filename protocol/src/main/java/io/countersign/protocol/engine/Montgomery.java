package io.countersign.protocol.engine;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.math.BigInteger;

/**
 * A public modulus prepared for libcrypto's powers. Its native memory is freed when no one holds
 * this object any more, so it may be dropped from a cache while another thread computes with it.
 * Immutable.
 */
final class Montgomery {
  private static final Cleaner CLEANER = Cleaner.create();

  private final int octets;
  private final long modulus;
  private final long prepared;

  Montgomery(BigInteger n) {
    octets = Octets.lengthOf(n);
    Bignum number = Bignum.of(n);
    modulus = number.address();
    prepared = Libcrypto.checked(LibcryptoNumbers.BN_MONT_CTX_new(), "BN_MONT_CTX_new");
    CLEANER.register(this, new Freeing(number, prepared));
    try (BignumContext context = BignumContext.ordinary()) {
      Libcrypto.check(
          LibcryptoNumbers.BN_MONT_CTX_set(prepared, modulus, context.address()),
          "BN_MONT_CTX_set");
    }
  }

  /**
   * {@code base^exponent mod n} for a secret exponent. Timing: shows the exponent's length in words
   * of 64 bits, nothing else.
   */
  BigInteger secretPower(BigInteger base, Bignum exponent) {
    try (Bignum x = Bignum.of(base);
        Bignum y = Bignum.ordinary();
        BignumContext context = BignumContext.ordinary()) {
      Libcrypto.check(
          LibcryptoNumbers.BN_mod_exp_mont_consttime(
              y.address(), x.address(), exponent.address(), modulus, context.address(), prepared),
          "BN_mod_exp_mont_consttime");
      return new BigInteger(1, y.publicOctets(octets));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * {@code base^exponent mod n} for public operands, exponent of any sign. Timing: shows them.
   *
   * @throws IllegalArgumentException if the exponent is negative and the base is no unit
   */
  BigInteger publicPower(BigInteger base, BigInteger exponent) {
    try (Bignum x = Bignum.of(base);
        Bignum a = Bignum.of(exponent.abs());
        Bignum y = Bignum.ordinary();
        BignumContext context = BignumContext.ordinary()) {
      if (exponent.signum() < 0
          && LibcryptoNumbers.BN_mod_inverse(x.address(), x.address(), modulus, context.address())
              == 0) {
        LibcryptoNumbers.ERR_clear_error();
        throw Operands.noUnit();
      }
      Libcrypto.check(
          LibcryptoNumbers.BN_mod_exp_mont(
              y.address(), x.address(), a.address(), modulus, context.address(), prepared),
          "BN_mod_exp_mont");
      return new BigInteger(1, y.publicOctets(octets));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private record Freeing(Bignum modulus, long prepared) implements Runnable {
    @Override
    public void run() {
      LibcryptoNumbers.BN_MONT_CTX_free(prepared);
      modulus.close();
    }
  }
}
