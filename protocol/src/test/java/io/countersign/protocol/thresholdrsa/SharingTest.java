package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CRYPTO.md 2.3 and 2.4: t-1 parts say nothing about d (7, row 9). */
class SharingTest {
  /** The toy key's lambda = 2 * 11 * 23. */
  private static final BigInteger LAMBDA = BigInteger.valueOf(506);

  @ParameterizedTest
  @EnumSource
  void thePartsMakeTheExponentAndLieBelowLambda(Family family) {
    SecureRandom random = seeded(1);
    for (int t = 2; t <= 5; t++) {
      for (int i = 0; i < 200; i++) {
        BigInteger d = BigInteger.valueOf(169);
        List<BigInteger> parts = Sharing.split(family, d, LAMBDA, t, random);
        BigInteger joined =
            family == Family.ADD
                ? parts.stream().reduce(BigInteger.ZERO, BigInteger::add)
                : parts.stream().reduce(BigInteger.ONE, BigInteger::multiply);

        assertThat(parts).hasSize(t);
        assertThat(joined.mod(LAMBDA)).isEqualTo(d);
        assertThat(parts).allMatch(part -> part.signum() >= 0 && part.compareTo(LAMBDA) < 0);
        if (family == Family.MULT) {
          assertThat(parts).allMatch(part -> part.gcd(LAMBDA).equals(BigInteger.ONE));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void allPartsButOneAreDrawnWithoutLookingAtTheExponent(Family family) {
    List<BigInteger> one = Sharing.split(family, BigInteger.valueOf(169), LAMBDA, 4, seeded(7));
    List<BigInteger> other = Sharing.split(family, BigInteger.valueOf(171), LAMBDA, 4, seeded(7));

    assertThat(other.subList(0, 3)).isEqualTo(one.subList(0, 3));
    assertThat(other.get(3)).isNotEqualTo(one.get(3));
  }

  @ParameterizedTest
  @EnumSource
  void everyPartTakesEveryValue(Family family) {
    SecureRandom random = seeded(3);
    Map<Integer, Set<BigInteger>> seen = new HashMap<>();
    for (int i = 0; i < 8000; i++) {
      List<BigInteger> parts = Sharing.split(family, BigInteger.valueOf(169), LAMBDA, 2, random);
      for (int colour = 0; colour < 2; colour++) {
        seen.computeIfAbsent(colour, c -> new HashSet<>()).add(parts.get(colour));
      }
    }

    int values = family == Family.ADD ? 506 : 220;
    assertThat(seen.get(0)).hasSize(values);
    assertThat(seen.get(1)).hasSize(values);
  }

  static SecureRandom seeded(long seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
