package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.lang.ref.Cleaner;
import java.math.BigInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A secret in libcrypto's secure memory (invariant I1). Secrets: the number; only powers and
 * responses of proofs come out. Closing waits for computations under way; a secret that nobody
 * closed is erased when it is collected.
 */
final class OpensslSecret implements SecretInteger {
  private static final Cleaner CLEANER = Cleaner.create();

  private final OpensslEngine engine;
  private final Bignum number;
  private final int bits;
  private final Cleaner.Cleanable erasure;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /** Takes the number over. */
  OpensslSecret(OpensslEngine engine, Bignum number, int bits) {
    this.engine = engine;
    this.number = number;
    this.bits = bits;
    this.erasure = CLEANER.register(this, number::close);
  }

  @Override
  public int bits() {
    return bits;
  }

  @Override
  public BigInteger pow(BigInteger base, BigInteger modulus) {
    Operands.checkModulus(modulus);
    Operands.checkBase(base, modulus);
    use.readLock().lock();
    try {
      if (open().isZero()) {
        throw Operands.zeroExponent();
      }
      return engine.prepared(modulus).secretPower(base, number);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public BigInteger multiplyAdd(BigInteger c, SecretInteger nonce) {
    Operands.checkChallenge(c);
    if (!(nonce instanceof OpensslSecret r)) {
      throw Operands.foreign(engine.name());
    }
    use.readLock().lock();
    try (Bignum product = Bignum.secure();
        Bignum challenge = Bignum.of(c);
        BignumContext context = BignumContext.secure()) {
      Libcrypto.check(
          LibcryptoNumbers.BN_mul(
              product.address(), challenge.address(), open().address(), context.address()),
          "BN_mul");
      return r.plus(product);
    } finally {
      use.readLock().unlock();
    }
  }

  /** {@code z = r + c a}, the one number that leaves (CRYPTO.md 3.5). */
  private BigInteger plus(Bignum product) {
    use.readLock().lock();
    try (Bignum z = Bignum.secure()) {
      Libcrypto.check(
          LibcryptoNumbers.BN_add(z.address(), open().address(), product.address()), "BN_add");
      return z.publicValue();
    } finally {
      use.readLock().unlock();
    }
  }

  /** The secret's octets at full length, for the derivation of a nonce; the caller closes them. */
  SecureBuffer octets() {
    use.readLock().lock();
    try {
      SecureBuffer octets = new SecureBuffer(Operands.octets(bits));
      open().writeTo(octets);
      return octets;
    } finally {
      use.readLock().unlock();
    }
  }

  /** Call with the read lock held. */
  private Bignum open() {
    if (closed) {
      throw Operands.closed();
    }
    return number;
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        erasure.clean();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "SecretInteger[" + engine.name() + ", " + bits + " bits, redacted]";
  }
}
