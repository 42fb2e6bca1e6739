package io.countersign.protocol.engine;

import java.math.BigInteger;

/**
 * BigInteger alone, for hosts without native code.
 *
 * <p>Timing: depends on the secret; callers blind the bases of signatures, but proofs and the check
 * of a share at the start are not blinded. Secrets: each power leaves copies on the heap until they
 * are collected.
 */
final class JavaEngine extends HeapEngine {
  static final String NAME = "java";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean constantTime() {
    return false;
  }

  @Override
  BigInteger power(BigInteger base, BigInteger exponent, BigInteger modulus) {
    return base.modPow(exponent, modulus);
  }
}
