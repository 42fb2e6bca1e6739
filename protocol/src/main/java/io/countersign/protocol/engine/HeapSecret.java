package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A secret of the engines that compute on the heap. Secrets: its octets, wiped at close; each
 * operation makes it a BigInteger, which cannot be wiped, so these engines promise no erasure.
 */
final class HeapSecret implements SecretInteger {
  private final HeapEngine engine;
  private final int bits;
  private final byte[] octets;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /** Takes the array over. */
  HeapSecret(HeapEngine engine, byte[] octets, int bits) {
    this.engine = engine;
    this.octets = octets;
    this.bits = bits;
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
      BigInteger exponent = value();
      if (exponent.signum() == 0) {
        throw Operands.zeroExponent();
      }
      return engine.power(base, exponent, modulus);
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public BigInteger multiplyAdd(BigInteger c, SecretInteger nonce) {
    Operands.checkChallenge(c);
    if (!(nonce instanceof HeapSecret r) || !r.isOf(engine)) {
      throw Operands.foreign(engine.name());
    }
    use.readLock().lock();
    try {
      return r.plus(c.multiply(value()));
    } finally {
      use.readLock().unlock();
    }
  }

  private BigInteger plus(BigInteger product) {
    use.readLock().lock();
    try {
      return value().add(product);
    } finally {
      use.readLock().unlock();
    }
  }

  /** A nonce derived from this secret; see {@link Nonces}. */
  HeapSecret nonce(byte[] statement, byte[] fresh, int nonceBits) {
    use.readLock().lock();
    try {
      value();
      return new HeapSecret(engine, Nonces.derive(octets, statement, fresh, nonceBits), nonceBits);
    } finally {
      use.readLock().unlock();
    }
  }

  boolean isOf(HeapEngine candidate) {
    return engine == candidate;
  }

  /** Call with the read lock held. */
  private BigInteger value() {
    if (closed) {
      throw Operands.closed();
    }
    return new BigInteger(1, octets);
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
      Arrays.fill(octets, (byte) 0);
    } finally {
      use.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "SecretInteger[" + engine.name() + ", " + bits + " bits, redacted]";
  }
}
