package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignedQuadraticResiduesTest {
  private static final int N = 1081;
  private final SignedQuadraticResidues group = new SignedQuadraticResidues(Toy.N);

  @Test
  void membersAreExactlyTheAbsoluteValuesOfSquares() {
    Set<Integer> squares = new HashSet<>();
    for (int y = 1; y < N; y++) {
      if (y % 23 != 0 && y % 47 != 0) {
        int square = y * y % N;
        squares.add(Math.min(square, N - square));
      }
    }

    assertThat(squares).hasSize(253);
    for (int y = -3; y < 2 * N + 3; y++) {
      assertThat(group.contains(BigInteger.valueOf(y))).as("%d", y).isEqualTo(squares.contains(y));
    }
  }

  @Test
  void jacobiIsTheProductOfTheLegendreSymbols() {
    for (int a = 0; a < N; a++) {
      int expected = legendre(a, 23) * legendre(a, 47);
      assertThat(Jacobi.symbol(BigInteger.valueOf(a), Toy.N)).as("%d", a).isEqualTo(expected);
    }
  }

  @Test
  void refusesValuesOutOfRangeBeforeItLooksAtTheirSymbol() {
    // Each has symbol 0 or 1 besides being out of range (CRYPTO.md 7, rows 4 and 22).
    Checks.assertFails("partial:range", () -> group.check("partial", BigInteger.ZERO));
    Checks.assertFails("partial:range", () -> group.check("partial", Toy.N));
    Checks.assertFails("partial:range", () -> group.check("partial", BigInteger.valueOf(-25)));
    Checks.assertFails("partial:range", () -> group.check("partial", BigInteger.valueOf(N - 25)));
    Checks.assertFails("partial:range", () -> group.check("partial", BigInteger.valueOf(N + 25)));
    Checks.assertFails("partial:range", () -> group.check("partial", BigInteger.valueOf(541)));
  }

  @Test
  void refusesNonResiduesAndMultiplesOfAPrime() {
    BigInteger nonResidue = BigInteger.valueOf(7);
    assertThat(Jacobi.symbol(nonResidue, Toy.N)).isEqualTo(-1);

    Checks.assertFails("hop:jacobi", () -> group.check("hop", nonResidue));
    Checks.assertFails("hop:jacobi", () -> group.check("hop", BigInteger.valueOf(46)));
  }

  @Test
  void everyResultIsAMember() {
    BigInteger v = BigInteger.valueOf(197);
    for (int exponent = -300; exponent < 300; exponent++) {
      BigInteger power = group.pow(v, BigInteger.valueOf(exponent));
      assertThat(group.contains(power)).as("%d", exponent).isTrue();
      assertThat(group.contains(group.multiply(power, v))).isTrue();
    }
    assertThat(group.pow(v, BigInteger.valueOf(-253))).isEqualTo(1);
  }

  private static int legendre(int a, int prime) {
    int euler =
        BigInteger.valueOf(a)
            .modPow(BigInteger.valueOf((prime - 1) / 2), BigInteger.valueOf(prime))
            .intValue();
    return euler == prime - 1 ? -1 : euler;
  }
}
