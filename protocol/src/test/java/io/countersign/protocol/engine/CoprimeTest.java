package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoprimeTest {
  private static final long SEED = 1938;

  private final Random random = new Random(SEED);

  @Test
  void agreesWithBigIntegerOnAllSmallPairs() {
    for (int x = 0; x < 130; x++) {
      for (int y = 0; y < 130; y++) {
        assertAgrees(BigInteger.valueOf(x), BigInteger.valueOf(y));
      }
    }
  }

  @Test
  void agreesWithBigIntegerOnRandomPairsOfAllLengths() {
    for (int round = 0; round < 20_000; round++) {
      BigInteger x = new BigInteger(random.nextInt(400), random);
      BigInteger y = new BigInteger(random.nextInt(400), random);
      assertAgrees(x, y);
      BigInteger factor = new BigInteger(1 + random.nextInt(100), random);
      assertAgrees(x.multiply(factor), y.multiply(factor));
    }
    for (int round = 0; round < 200; round++) {
      BigInteger x = new BigInteger(2048, random);
      assertAgrees(x, new BigInteger(2048, random));
      assertAgrees(x, x.shiftRight(random.nextInt(2048)));
    }
  }

  @Test
  void agreesWithBigIntegerWhereQuotientsAreHugeOrAllOne() {
    BigInteger one = BigInteger.ONE;
    for (int bits = 60; bits < 300; bits++) {
      BigInteger power = one.shiftLeft(bits);
      for (int other = 0; other < 300; other += 7) {
        assertAgrees(power.subtract(one), one.shiftLeft(other));
        assertAgrees(power.subtract(one), one.shiftLeft(other).subtract(one));
        assertAgrees(power.add(one), one.shiftLeft(other).add(one));
      }
    }
    BigInteger previous = one;
    BigInteger current = one;
    for (int i = 0; i < 3000; i++) {
      BigInteger next = previous.add(current);
      assertAgrees(current, next);
      previous = current;
      current = next;
    }
  }

  @Test
  void findsTheFactorOfAModulus() {
    BigInteger p = BigInteger.probablePrime(512, random);
    BigInteger q = BigInteger.probablePrime(512, random);
    BigInteger n = p.multiply(q);
    for (int round = 0; round < 50; round++) {
      BigInteger k = new BigInteger(511, random);
      assertThat(Coprime.test(p.multiply(k).mod(n), n)).isFalse();
      assertThat(Coprime.test(q.multiply(k).mod(n), n)).isFalse();
      assertAgrees(k, n);
    }
  }

  private static void assertAgrees(BigInteger x, BigInteger y) {
    assertThat(Coprime.test(x, y))
        .as("seed %d: %s and %s", SEED, x, y)
        .isEqualTo(x.gcd(y).equals(BigInteger.ONE));
  }
}
