package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Secrets are shared by threads, closed under their hands, and meet more moduli than are kept. */
class ConcurrentUseTest {
  private static final int THREADS = 4;

  private final Random random = new Random(7);

  @Test
  void threadsShareOneSecretOverMoreModuliThanAreKept() throws Exception {
    BigInteger a = new BigInteger(600, random);
    List<BigInteger> moduli = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      moduli.add(new BigInteger(512, random).setBit(511).setBit(0));
    }
    for (SecretArithmetic engine : Engines.available()) {
      try (SecretInteger secret = engine.load(a.toByteArray(), 600)) {
        List<Boolean> right =
            inParallel(
                () -> {
                  boolean all = true;
                  for (int round = 0; round < 5; round++) {
                    for (BigInteger modulus : moduli) {
                      BigInteger base = BigInteger.TWO.shiftLeft(round);
                      all &= secret.pow(base, modulus).equals(base.modPow(a, modulus));
                    }
                  }
                  return all;
                });
        assertThat(right).as(engine.name()).containsOnly(true);
      }
    }
  }

  @Test
  void closingDuringUseGivesRightPowersAndThenRefusals() throws Exception {
    BigInteger a = new BigInteger(600, random);
    BigInteger modulus = new BigInteger(512, random).setBit(511).setBit(0);
    BigInteger expected = BigInteger.TWO.modPow(a, modulus);
    for (SecretArithmetic engine : Engines.available()) {
      for (int round = 0; round < 20; round++) {
        SecretInteger secret = engine.load(a.toByteArray(), 600);
        int closeAfter = round;
        List<Boolean> right =
            inParallel(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    if (i == closeAfter) {
                      secret.close();
                    }
                    try {
                      if (!secret.pow(BigInteger.TWO, modulus).equals(expected)) {
                        return false;
                      }
                    } catch (IllegalStateException closed) {
                      return "secret was closed".equals(closed.getMessage());
                    }
                  }
                  return false;
                });
        assertThat(right).as(engine.name()).containsOnly(true);
      }
    }
  }

  private static List<Boolean> inParallel(Callable<Boolean> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Boolean> outcomes = new ArrayList<>();
      for (Future<Boolean> outcome :
          threads.invokeAll(java.util.Collections.nCopies(THREADS, work))) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }
}
