package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SafePrimesTest {
  @Test
  void findsTwoSafePrimesOfExactlyHalfTheLength() throws InterruptedException {
    AtomicLong tested = new AtomicLong();
    SafePrimes primes =
        SafePrimes.generate(
            512,
            ModularPower.JAVA,
            new SecureRandom(),
            2,
            count -> tested.accumulateAndGet(count, Math::max));

    assertThat(primes.p()).isNotEqualTo(primes.q());
    for (BigInteger prime : new BigInteger[] {primes.p(), primes.q()}) {
      assertThat(prime.bitLength()).isEqualTo(256);
      assertThat(prime.testBit(254)).isTrue();
      assertThat(prime.isProbablePrime(64)).isTrue();
      assertThat(prime.shiftRight(1).isProbablePrime(64)).isTrue();
      assertThat(prime.mod(BigInteger.valueOf(65537))).isNotEqualTo(1);
    }
    assertThat(primes.p().multiply(primes.q()).bitLength()).isEqualTo(512);
    assertThat(tested.get()).isPositive();
  }

  @Test
  void theSieveKeepsExactlyWhatHasNoSmallFactorOnEitherSide() {
    BigInteger start = BigInteger.ONE.shiftLeft(70).add(BigInteger.ONE);
    int length = 3000;
    BitSet survivors = PrimeSieve.survivors(start, length);

    BigInteger product = BigInteger.ONE;
    for (int r = 3; r < 1 << 20; r += 2) {
      if (r < 2000 && BigInteger.valueOf(r).isProbablePrime(30)) {
        product = product.multiply(BigInteger.valueOf(r));
      }
    }
    for (int i = 0; i < length; i++) {
      BigInteger half = start.add(BigInteger.valueOf(2L * i));
      BigInteger whole = half.shiftLeft(1).add(BigInteger.ONE);
      boolean clean =
          half.gcd(product).equals(BigInteger.ONE) && whole.gcd(product).equals(BigInteger.ONE);
      if (survivors.get(i)) {
        assertThat(clean).as("index %d", i).isTrue();
      } else if (half.isProbablePrime(50)) {
        assertThat(whole.isProbablePrime(50)).as("index %d", i).isFalse();
      }
    }
    assertThat(survivors.cardinality()).isBetween(1, length / 20);
  }

  @Test
  void tellsSafePrimesFromOtherNumbers() {
    Primality primality = new Primality(ModularPower.JAVA, new SecureRandom());
    BigInteger half = TestVectors.ADD_2_3.key("p").shiftRight(1);

    assertThat(primality.isSafe(half)).isTrue();
    assertThat(primality.isSafe(half.add(BigInteger.TWO))).isFalse();
    // 2^61 - 1 is prime, 2^62 - 1 is not; 341 passes Fermat's test to base 2.
    assertThat(primality.isSafe(BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE))).isFalse();
    assertThat(primality.isSafe(BigInteger.valueOf(341))).isFalse();
  }

  @Test
  void stopsWhenInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> SafePrimes.generate(4096, ModularPower.JAVA, new SecureRandom(), 1, count -> {}))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void anEngineThatFailsEndsTheSearch() {
    ModularPower broken =
        (base, exponent, modulus) -> {
          throw new ArithmeticException("no engine");
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> SafePrimes.generate(512, broken, new SecureRandom(), 1, count -> {}))
        .withRootCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  void refusesOddShortAndEmptyWishes() {
    for (int bits : new int[] {511, 513, 256, 0}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  SafePrimes.generate(bits, ModularPower.JAVA, new SecureRandom(), 1, count -> {}));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SafePrimes.generate(512, ModularPower.JAVA, new SecureRandom(), 0, count -> {}));
  }

  @Test
  void refusesPrimesThatAreEqualOrOfDifferentLengthOrOneModuloFour() {
    BigInteger p = BigInteger.valueOf(47);
    assertThatIllegalArgumentException().isThrownBy(() -> SafePrimes.of(p, p));
    assertThatIllegalArgumentException().isThrownBy(() -> SafePrimes.of(p, BigInteger.valueOf(23)));
    assertThatIllegalArgumentException().isThrownBy(() -> SafePrimes.of(p, BigInteger.valueOf(53)));
  }
}
