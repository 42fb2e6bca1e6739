package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine refuses, and with which words; 1009 * 1013 stands for a modulus. */
class RefusalTest {
  private static final BigInteger P = BigInteger.valueOf(1009);
  private static final BigInteger N = P.multiply(BigInteger.valueOf(1013));
  private static final BigInteger TWO = BigInteger.TWO;

  static List<SecretArithmetic> engines() {
    return Engines.available();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void acceptsTheSmallestAndTheLargestBase(SecretArithmetic engine) {
    try (SecretInteger three = engine.load(new byte[] {3}, 2)) {
      assertThat(three.pow(TWO, N)).isEqualTo(8);
      assertThat(three.pow(N.subtract(TWO), N)).isEqualTo(N.subtract(BigInteger.valueOf(8)));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesEvenAndTinyModuli(SecretArithmetic engine) {
    try (SecretInteger three = engine.load(new byte[] {3}, 2)) {
      for (BigInteger modulus :
          List.of(N.negate(), BigInteger.ZERO, BigInteger.ONE, BigInteger.valueOf(3), N.add(P))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> three.pow(TWO, modulus))
            .withMessageStartingWith("modulus must be odd and at least 5, got an ");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> engine.powPublic(TWO, TWO, modulus))
            .withMessageStartingWith("modulus must be odd and at least 5, got an ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesBasesOutsideTwoToModulusLessTwo(SecretArithmetic engine) {
    try (SecretInteger three = engine.load(new byte[] {3}, 2)) {
      assertBaseRefused(three, TWO.negate(), "a negative number");
      assertBaseRefused(three, BigInteger.ZERO, "0");
      assertBaseRefused(three, BigInteger.ONE, "1");
      assertBaseRefused(three, N.subtract(BigInteger.ONE), "N-1");
      assertBaseRefused(three, N, "N or more");
      assertBaseRefused(three, N.add(TWO), "N or more");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesABaseThatSharesAFactorWithTheModulus(SecretArithmetic engine) {
    try (SecretInteger three = engine.load(new byte[] {3}, 2)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> three.pow(P.multiply(BigInteger.TEN), N))
          .withMessage("base must be coprime to N, got a common factor");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.powPublic(P, TWO.negate(), N))
        .withMessage("base must be coprime to N for a negative exponent, got a common factor");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesTheExponentZeroButHoldsIt(SecretArithmetic engine) {
    try (SecretInteger zero = engine.load(new byte[0], 8);
        SecretInteger nonce = engine.load(new byte[] {9}, 8)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> zero.pow(TWO, N))
          .withMessage("secret exponent must be at least 1, got 0");
      assertThat(zero.multiplyAdd(TWO, nonce)).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesChallengesOutside256Bits(SecretArithmetic engine) {
    try (SecretInteger share = engine.load(new byte[] {3}, 2);
        SecretInteger nonce = engine.load(new byte[] {9}, 8)) {
      for (BigInteger c : List.of(BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(256))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> share.multiplyAdd(c, nonce))
            .withMessageStartingWith("challenge must be in 0..2^256-1, got a number of ");
      }
      BigInteger largest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
      assertThat(share.multiplyAdd(largest, nonce))
          .isEqualTo(largest.multiply(BigInteger.valueOf(3)).add(BigInteger.valueOf(9)));
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesSecretsThatDoNotFitAndBoundsOutOfRange(SecretArithmetic engine) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.load(new byte[] {2, 0}, 9))
        .withMessage("secret does not fit in 9 bits");
    for (int bits : new int[] {-1, 0, 65537}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> engine.load(new byte[0], bits))
          .withMessage("a secret's bound must be in 1..65536 bits, got " + bits);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesAClosedSecret(SecretArithmetic engine) {
    SecretInteger closed = engine.load(new byte[] {3}, 2);
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.pow(TWO, N))
        .withMessage("secret was closed");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesMoreSecretsThanSecureMemoryHoldsAndRecovers(SecretArithmetic engine) {
    if (!engine.eraseGuarantee()) {
      return;
    }
    byte[] large = new byte[8192];
    large[0] = 1;
    List<SecretInteger> held = new ArrayList<>();
    try {
      assertThatIllegalStateException()
          .isThrownBy(
              () -> {
                while (held.size() < 10_000) {
                  held.add(engine.load(large, 65536));
                }
              });
      assertThat(held).hasSizeBetween(100, 600);
    } finally {
      held.forEach(SecretInteger::close);
    }
    engine.load(large, 65536).close();
  }

  private static void assertBaseRefused(SecretInteger secret, BigInteger base, String got) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> secret.pow(base, N))
        .withMessage("base must be in 2..N-2, got " + got + ", N has 20 bits");
  }
}
