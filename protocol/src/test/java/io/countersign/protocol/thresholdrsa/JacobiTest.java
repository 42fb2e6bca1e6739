package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JacobiTest {
  private static final long SEED = 1938;

  private final Random random = new Random(SEED);

  @Test
  void isTheProductOfLegendreSymbolsForAllSmallNumbers() {
    for (int n = 1; n < 300; n += 2) {
      for (int a = -10; a < 2 * n; a++) {
        assertThat(Jacobi.symbol(BigInteger.valueOf(a), BigInteger.valueOf(n)))
            .as("%d over %d", a, n)
            .isEqualTo(byFactoring(a, n));
      }
    }
  }

  @Test
  void agreesWithTheSchoolbookOnRandomNumbersOfAllLengths() {
    for (int round = 0; round < 3_000; round++) {
      BigInteger a = new BigInteger(random.nextInt(400), random);
      BigInteger n = new BigInteger(1 + random.nextInt(400), random).setBit(0);
      assertAgrees(a, n);
      BigInteger factor = new BigInteger(1 + random.nextInt(100), random).setBit(0);
      assertAgrees(a.multiply(factor), n.multiply(factor));
    }
    for (int round = 0; round < 100; round++) {
      BigInteger n = new BigInteger(2048, random).setBit(0);
      assertAgrees(new BigInteger(2048, random), n);
      assertAgrees(n.shiftRight(random.nextInt(2048)), n);
    }
  }

  @Test
  void agreesWithTheSchoolbookWhereQuotientsAreHugeOrAllOne() {
    BigInteger one = BigInteger.ONE;
    for (int bits = 60; bits < 300; bits += 3) {
      BigInteger power = one.shiftLeft(bits);
      for (int other = 0; other < 300; other += 7) {
        assertAgrees(one.shiftLeft(other), power.subtract(one));
        assertAgrees(one.shiftLeft(other).subtract(one), power.subtract(one));
        assertAgrees(one.shiftLeft(other).add(one), power.add(one));
      }
    }
    BigInteger previous = one;
    BigInteger current = one;
    for (int i = 0; i < 1500; i++) {
      BigInteger next = previous.add(current);
      if (next.testBit(0)) {
        assertAgrees(current, next);
      }
      previous = current;
      current = next;
    }
  }

  @Test
  void isEulersCriterionModuloAPrimeAndZeroForItsMultiples() {
    BigInteger p = BigInteger.probablePrime(512, random);
    BigInteger q = BigInteger.probablePrime(512, random);
    BigInteger half = p.shiftRight(1);
    for (int round = 0; round < 30; round++) {
      BigInteger a = new BigInteger(511, random);
      BigInteger euler = a.modPow(half, p);
      assertThat(Jacobi.symbol(a, p)).isEqualTo(euler.equals(BigInteger.ONE) ? 1 : -1);
      assertThat(Jacobi.symbol(p.multiply(a), p.multiply(q))).isZero();
      assertThat(Jacobi.symbol(a.multiply(q).mod(p.multiply(q)), p.multiply(q))).isZero();
    }
  }

  @Test
  void refusesEvenAndNegativeLowerNumbers() {
    for (int n : new int[] {-3, 0, 2, 100}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Jacobi.symbol(BigInteger.ONE, BigInteger.valueOf(n)))
          .withMessageStartingWith("the lower number must be odd and positive");
    }
  }

  private static int byFactoring(int a, int n) {
    int symbol = 1;
    int rest = n;
    for (int p = 3; rest > 1; p += 2) {
      for (; rest % p == 0; rest /= p) {
        symbol *= legendre(Math.floorMod(a, p), p);
      }
    }
    return symbol;
  }

  private static int legendre(int a, int p) {
    if (a == 0) {
      return 0;
    }
    for (int root = 1; root < p; root++) {
      if (root * root % p == a) {
        return 1;
      }
    }
    return -1;
  }

  private static void assertAgrees(BigInteger a, BigInteger n) {
    assertThat(Jacobi.symbol(a, n))
        .as("seed %d: %s over %s", SEED, a, n)
        .isEqualTo(schoolbook(a, n));
  }

  private static int schoolbook(BigInteger a, BigInteger n) {
    BigInteger top = a.mod(n);
    BigInteger bottom = n;
    int sign = 1;
    while (top.signum() != 0) {
      int twos = top.getLowestSetBit();
      top = top.shiftRight(twos);
      int bottomMod8 = bottom.intValue() & 7;
      if ((twos & 1) == 1 && (bottomMod8 == 3 || bottomMod8 == 5)) {
        sign = -sign;
      }
      if ((top.intValue() & 3) == 3 && (bottom.intValue() & 3) == 3) {
        sign = -sign;
      }
      BigInteger rest = bottom.mod(top);
      bottom = top;
      top = rest;
    }
    return bottom.equals(BigInteger.ONE) ? sign : 0;
  }
}
