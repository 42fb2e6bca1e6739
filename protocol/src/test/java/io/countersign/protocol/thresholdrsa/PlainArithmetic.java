package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A {@link SecretArithmetic} of plain BigIntegers for tests: it records what it was asked, can be
 * given its nonces and can be made to compute wrongly. It protects nothing.
 */
final class PlainArithmetic implements SecretArithmetic {
  /** How much of a statement is recorded. */
  static final int STATEMENT_OCTETS = 350;

  /** One request for a nonce. */
  record NonceRequest(Octets statement, int bits) {}

  final List<BigInteger> basesRaised = new ArrayList<>();
  final List<NonceRequest> nonceRequests = new ArrayList<>();
  final Deque<BigInteger> nextNonces = new ArrayDeque<>();
  UnaryOperator<BigInteger> fault = UnaryOperator.identity();
  int open;

  private final Random random;
  private final boolean constantTime;

  PlainArithmetic(long seed, boolean constantTime) {
    this.random = new Random(seed);
    this.constantTime = constantTime;
  }

  /** An engine that does not blind of itself and says so. */
  static PlainArithmetic leaking() {
    return new PlainArithmetic(1, false);
  }

  /** An engine that claims constant time. */
  static PlainArithmetic constant() {
    return new PlainArithmetic(1, true);
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public boolean constantTime() {
    return constantTime;
  }

  @Override
  public boolean eraseGuarantee() {
    return false;
  }

  @Override
  public SecretInteger load(byte[] magnitude, int bits) {
    BigInteger value = new BigInteger(1, magnitude);
    if (value.bitLength() > bits) {
      throw new IllegalArgumentException("more than " + bits + " bits");
    }
    return new Plain(value, bits, true);
  }

  @Override
  public SecretInteger nonce(SecretInteger share, byte[] statement, int bits) {
    nonceRequests.add(
        new NonceRequest(Octets.of(Arrays.copyOf(statement, STATEMENT_OCTETS)), bits));
    BigInteger next = nextNonces.poll();
    return new Plain(next == null ? new BigInteger(bits, random) : next, bits, false);
  }

  @Override
  public BigInteger powPublic(BigInteger base, BigInteger exponent, BigInteger modulus) {
    return base.modPow(exponent, modulus);
  }

  private final class Plain implements SecretInteger {
    private final BigInteger value;
    private final int bits;
    private final boolean share;
    private boolean closed;

    Plain(BigInteger value, int bits, boolean share) {
      this.value = value;
      this.bits = bits;
      this.share = share;
      open++;
    }

    @Override
    public int bits() {
      return bits;
    }

    @Override
    public BigInteger pow(BigInteger base, BigInteger modulus) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      if (!share) {
        return base.modPow(value, modulus);
      }
      basesRaised.add(base);
      return fault.apply(base.modPow(value, modulus));
    }

    @Override
    public BigInteger multiplyAdd(BigInteger c, SecretInteger nonce) {
      return ((Plain) nonce).value.add(c.multiply(value));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
