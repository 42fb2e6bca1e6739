package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The two-sided sieve (CRYPTO.md 1.1): from the odd numbers {@code p' = start + 2i} it keeps those
 * for which neither p' nor 2p' + 1 has a small factor.
 *
 * <p>Timing: shows nothing of a number that is kept but its place in the segment.
 */
final class PrimeSieve {
  /** Odd primes from 3 up to 2^22: past that a test costs less than it saves. */
  private static final int[] SMALL_PRIMES = smallPrimes(1 << 22);

  private PrimeSieve() {}

  /**
   * The indices i that survive.
   *
   * @param start odd, larger than 2^22
   * @param length how many numbers
   */
  static BitSet survivors(BigInteger start, int length) {
    int[] words = bigEndianWords(start);
    BitSet survivors = new BitSet(length);
    survivors.set(0, length);
    for (int r : SMALL_PRIMES) {
      int residue = remainder(words, r);
      int inverseOfTwo = (r + 1) >>> 1;
      // p' = 0 mod r: i = -start / 2.
      long first = (long) (r - residue) * inverseOfTwo % r;
      strike(survivors, (int) first, r, length);
      // 2p' + 1 = 0 mod r: p' = (r - 1) / 2, so i = ((r - 1) / 2 - start) / 2.
      long second = (long) ((r >>> 1) - residue + r) * inverseOfTwo % r;
      strike(survivors, (int) second, r, length);
    }
    return survivors;
  }

  private static void strike(BitSet survivors, int first, int step, int length) {
    for (int i = first; i < length; i += step) {
      survivors.clear(i);
    }
  }

  private static int remainder(int[] words, int r) {
    long rest = 0;
    for (int word : words) {
      rest = (rest << Integer.SIZE | Integer.toUnsignedLong(word)) % r;
    }
    return (int) rest;
  }

  private static int[] bigEndianWords(BigInteger value) {
    int[] words = new int[(value.bitLength() + Integer.SIZE - 1) / Integer.SIZE];
    for (int i = 0; i < words.length; i++) {
      words[words.length - 1 - i] = value.shiftRight(i * Integer.SIZE).intValue();
    }
    return words;
  }

  private static int[] smallPrimes(int bound) {
    BitSet composite = new BitSet(bound);
    for (int i = 3; (long) i * i < bound; i += 2) {
      if (!composite.get(i)) {
        for (int multiple = i * i; multiple < bound; multiple += 2 * i) {
          composite.set(multiple);
        }
      }
    }
    return IntStream.iterate(3, i -> i < bound, i -> i + 2)
        .filter(i -> !composite.get(i))
        .toArray();
  }
}
