package io.countersign.deploy.bench;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * CPU time of one exponentiation with a random exponent as long as the modulus, under a key of the
 * ring: the yardstick of all costs. It is taken while every core does the same, for a ring under
 * load leaves none idle either, and cores that share caches and clock are slower together.
 */
public final class BareExponentiation {
  private static final int WARM_UP = 10;
  private static final int TIMES = 41;

  private BareExponentiation() {}

  /**
   * Median CPU time in milliseconds.
   *
   * @throws InterruptedException if it is told to stop
   */
  public static double milliseconds(SecretArithmetic engine, Ring.KeySet key)
      throws InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      Callable<double[]> one = () -> measured(engine, key);
      double[] all = new double[cores * TIMES];
      int at = 0;
      for (Future<double[]> done : threads.invokeAll(Collections.nCopies(cores, one))) {
        System.arraycopy(done.get(), 0, all, at, TIMES);
        at += TIMES;
      }
      Arrays.sort(all);
      return all[all.length / 2];
    } catch (ExecutionException e) {
      throw new IllegalStateException("the engine cannot compute", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static double[] measured(SecretArithmetic engine, Ring.KeySet key) {
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
    return took;
  }
}
