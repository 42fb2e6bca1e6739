package io.countersign.deploy.bench;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * CPU time of one exponentiation with a random exponent as long as the modulus, under a key of the
 * ring: the yardstick of all costs.
 */
public final class BareExponentiation {
  private static final int WARM_UP = 10;
  private static final int TIMES = 41;

  private BareExponentiation() {}

  /** Median CPU time in milliseconds. */
  public static double milliseconds(SecretArithmetic engine, Ring.KeySet key) {
    SecureRandom random = new SecureRandom();
    int bits = key.modulusBits();
    byte[] exponent = new BigInteger(bits - 1, random).toByteArray();
    BigInteger base = new BigInteger(bits - 8, random).setBit(1);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] took = new double[TIMES];
    try (SecretInteger secret = engine.load(exponent, bits)) {
      for (int i = -WARM_UP; i < TIMES; i++) {
        long before = threads.getCurrentThreadCpuTime();
        secret.pow(base, key.modulus());
        if (i >= 0) {
          took[i] = (threads.getCurrentThreadCpuTime() - before) / 1e6;
        }
      }
    } finally {
      Arrays.fill(exponent, (byte) 0);
    }
    Arrays.sort(took);
    return took[TIMES / 2];
  }
}
