package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Searches for two safe primes with several threads (CRYPTO.md 1.1, KG1). Each thread sieves
 * segments that start at random numbers of its own.
 *
 * <p>Secrets: the primes found. Timing: see {@link Primality}.
 */
final class SafePrimeSearch {
  private static final int SEGMENT = 1 << 19;
  private static final int PRIMES_WANTED = 2;

  /** FIPS 186-5 A.1.3: |p - q| exceeds 2^(half length - 100). */
  private static final int DISTANCE_BITS = 100;

  private final int primeBits;
  private final BigInteger e;
  private final SecureRandom random;
  private final Primality primality;
  private final LongConsumer progress;
  private final AtomicLong tested = new AtomicLong();
  private final List<BigInteger> found = new ArrayList<>();
  private volatile boolean done;

  SafePrimeSearch(
      int primeBits, BigInteger e, ModularPower power, SecureRandom random, LongConsumer progress) {
    this.primeBits = primeBits;
    this.e = e;
    this.random = random;
    this.primality = new Primality(power, random);
    this.progress = progress;
  }

  /** The two primes. */
  SafePrimes run(int threads) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(threads, SafePrimeSearch::thread);
    try {
      List<Future<?>> searches = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        searches.add(executor.submit(this::search));
      }
      for (Future<?> search : searches) {
        search.get();
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the search for primes failed", failed.getCause());
    } finally {
      done = true;
      executor.shutdown();
    }
    synchronized (found) {
      return SafePrimes.of(found.get(0), found.get(1));
    }
  }

  private void search() {
    while (!done) {
      BigInteger start = randomStart();
      BitSet survivors = PrimeSieve.survivors(start, SEGMENT);
      for (int i = survivors.nextSetBit(0); i >= 0 && !done; i = survivors.nextSetBit(i + 1)) {
        BigInteger half = start.add(BigInteger.valueOf(2L * i));
        progress.accept(tested.incrementAndGet());
        if (half.bitLength() == primeBits - 1 && primality.isSafe(half)) {
          keep(half.shiftLeft(1).add(BigInteger.ONE));
          break; // The next prime comes from another random start.
        }
      }
    }
  }

  /** Odd, of one bit less than the primes, the top two bits 1. */
  private BigInteger randomStart() {
    int bits = primeBits - 1;
    return new BigInteger(bits, random).setBit(bits - 1).setBit(bits - 2).setBit(0);
  }

  private void keep(BigInteger prime) {
    if (prime.mod(e).equals(BigInteger.ONE)) {
      return; // KG1: or e would have no inverse.
    }
    synchronized (found) {
      boolean near =
          found.stream()
              .anyMatch(other -> other.subtract(prime).bitLength() <= primeBits - DISTANCE_BITS);
      if (!near && found.size() < PRIMES_WANTED) {
        found.add(prime);
      }
      done = done || found.size() == PRIMES_WANTED;
    }
  }

  private static Thread thread(Runnable search) {
    Thread thread = new Thread(search, "safe-prime-search");
    thread.setDaemon(true);
    return thread;
  }
}
