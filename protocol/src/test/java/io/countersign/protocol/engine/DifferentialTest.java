package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * All engines give the same number, or the same error with the same words, for whatever they are
 * given; and the number is BigInteger's.
 */
class DifferentialTest {
  private static final long SEED = 0x5eed_2026_11L;
  private static final int[] MODULUS_BITS = {3, 4, 7, 8, 9, 63, 64, 65, 127, 256, 511, 512, 1024};

  private final Random random = new Random(SEED);
  private final List<SecretArithmetic> engines = Engines.available();

  @Test
  void powersOfSecretsAgreeOnEdgesAndRandomNumbers() {
    for (int bits : MODULUS_BITS) {
      BigInteger odd = number(bits).setBit(bits - 1).setBit(0);
      for (BigInteger modulus : List.of(odd, odd.subtract(BigInteger.ONE))) {
        for (BigInteger base : basesOf(modulus)) {
          for (BigInteger exponent : exponentsOf(modulus)) {
            assertSame(
                "N=" + modulus + " x=" + base + " a=" + exponent,
                engine -> pow(engine, base, exponent, modulus));
          }
        }
      }
    }
  }

  @Test
  void powersOfSecretsAreThoseOfBigInteger() {
    for (int bits : new int[] {64, 512, 520, 1000, 1024, 1536, 2048}) {
      BigInteger modulus = number(bits).setBit(bits - 1).setBit(0);
      BigInteger base = unit(modulus);
      for (int length : new int[] {1, bits / 2, bits - 1, bits + 1, bits + 384, 3 * bits}) {
        BigInteger exponent = number(length).setBit(length - 1);
        String expected = base.modPow(exponent, modulus).toString();
        String what = "seed " + SEED + ", |N|=" + bits + ", |a|=" + length;
        assertThat(engines)
            .allSatisfy(
                engine ->
                    assertThat(pow(engine, base, exponent, modulus)).as(what).isEqualTo(expected));
      }
    }
  }

  @Test
  void publicPowersAgreeOnEdgesAndRandomNumbers() {
    for (int bits : MODULUS_BITS) {
      BigInteger odd = number(bits).setBit(bits - 1).setBit(0);
      for (BigInteger modulus : List.of(odd, odd.subtract(BigInteger.ONE), BigInteger.ONE)) {
        List<BigInteger> exponents = new ArrayList<>(exponentsOf(modulus));
        exponentsOf(modulus).forEach(exponent -> exponents.add(exponent.negate()));
        for (BigInteger base : basesOf(modulus)) {
          for (BigInteger exponent : exponents) {
            assertSame(
                "N=" + modulus + " x=" + base + " a=" + exponent,
                engine -> engine.powPublic(base, exponent, modulus).toString());
          }
        }
      }
    }
  }

  @Test
  void publicPowersAreThoseOfBigInteger() {
    for (int bits : new int[] {64, 512, 1024, 2048}) {
      BigInteger modulus = number(bits).setBit(bits - 1).setBit(0);
      BigInteger base = unit(modulus);
      for (int length : new int[] {1, 17, bits - 1, bits, bits + 384}) {
        BigInteger exponent = number(length).setBit(length - 1);
        BigInteger expected = base.modPow(exponent, modulus);
        assertThat(engines)
            .allSatisfy(
                engine -> {
                  assertThat(engine.powPublic(base, exponent, modulus)).isEqualTo(expected);
                  assertThat(engine.powPublic(base, exponent.negate(), modulus))
                      .isEqualTo(base.modPow(exponent.negate(), modulus));
                });
      }
    }
  }

  @Test
  void responsesOfProofsAgree() {
    for (int bits : new int[] {1, 8, 63, 64, 65, 1023, 2048, 3072, 4096}) {
      BigInteger a = number(bits);
      BigInteger r = number(bits + 384);
      for (BigInteger c : List.of(BigInteger.ZERO, BigInteger.ONE, number(256))) {
        String expected = r.add(c.multiply(a)).toString();
        assertThat(engines)
            .allSatisfy(
                engine ->
                    assertThat(respond(engine, a, bits, c, r))
                        .as("seed %d, bits %d, c %s", SEED, bits, c)
                        .isEqualTo(expected));
      }
      for (BigInteger c : List.of(BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(256))) {
        assertSame("c=" + c, engine -> respond(engine, a, bits, c, r));
      }
    }
  }

  @Test
  void loadingAgreesOnWhatFitsAndWhatDoesNot() {
    byte[][] magnitudes = {
      {}, {0}, {1}, {0, 0, 0, 1}, {(byte) 0x80}, {1, 0}, {0, (byte) 0xff}, {(byte) 0xff, 0, 0}
    };
    for (byte[] magnitude : magnitudes) {
      for (int bits : new int[] {-1, 0, 1, 7, 8, 9, 16, 23, 24, 25, 65536, 65537}) {
        assertSame(
            "octets " + magnitude.length + ", bits " + bits,
            engine -> {
              try (SecretInteger secret = engine.load(magnitude, bits)) {
                return secret.bits()
                    + ":"
                    + secret.pow(BigInteger.valueOf(3), BigInteger.valueOf(65537));
              }
            });
      }
    }
  }

  @Test
  void loadingLeavesTheCallersArrayAlone() {
    for (SecretArithmetic engine : engines) {
      byte[] octets = {1, 2, 3};
      engine.load(octets, 24).close();
      assertThat(octets).containsExactly(1, 2, 3);
    }
  }

  @Test
  void aClosedSecretIsRefusedEverywhereWithTheSameWords() {
    BigInteger five = BigInteger.valueOf(5);
    BigInteger modulus = BigInteger.valueOf(1009);
    assertSame(
        "pow",
        engine -> {
          SecretInteger secret = engine.load(new byte[] {7}, 8);
          secret.close();
          secret.close();
          return secret.pow(five, modulus).toString();
        });
    assertSame(
        "closed share",
        engine -> {
          try (SecretInteger nonce = engine.load(new byte[] {7}, 8)) {
            SecretInteger secret = engine.load(new byte[] {7}, 8);
            secret.close();
            return secret.multiplyAdd(five, nonce).toString();
          }
        });
    assertSame(
        "closed nonce",
        engine -> {
          try (SecretInteger secret = engine.load(new byte[] {7}, 8)) {
            SecretInteger nonce = engine.load(new byte[] {7}, 8);
            nonce.close();
            return secret.multiplyAdd(five, nonce).toString();
          }
        });
    assertSame(
        "nonce of a closed share",
        engine -> {
          SecretInteger secret = engine.load(new byte[] {7}, 8);
          secret.close();
          return engine.nonce(secret, new byte[0], 392).toString();
        });
  }

  @Test
  void aNonceOfAnotherEngineIsRefused() {
    for (SecretArithmetic engine : engines) {
      for (SecretArithmetic other : engines) {
        if (engine == other) {
          continue;
        }
        try (SecretInteger share = engine.load(new byte[] {7}, 8);
            SecretInteger foreign = other.load(new byte[] {7}, 8)) {
          String response = outcome(() -> share.multiplyAdd(BigInteger.ONE, foreign).toString());
          assertThat(response).startsWith("IllegalArgumentException: a secret of the engine");
          String derived = outcome(() -> other.nonce(share, new byte[0], 392).toString());
          assertThat(derived).startsWith("IllegalArgumentException: a secret of the engine");
        }
      }
    }
  }

  private String pow(
      SecretArithmetic engine, BigInteger base, BigInteger exponent, BigInteger modulus) {
    try (SecretInteger secret =
        engine.load(exponent.toByteArray(), Math.max(1, exponent.bitLength()))) {
      return secret.pow(base, modulus).toString();
    }
  }

  private String respond(
      SecretArithmetic engine, BigInteger a, int bits, BigInteger c, BigInteger r) {
    try (SecretInteger secret = engine.load(a.toByteArray(), bits);
        SecretInteger nonce = engine.load(r.toByteArray(), bits + 384)) {
      return secret.multiplyAdd(c, nonce).toString();
    }
  }

  /** Edges of the base: outside, at and inside 2..N-2. */
  private List<BigInteger> basesOf(BigInteger n) {
    return List.of(
        BigInteger.valueOf(-3),
        BigInteger.ZERO,
        BigInteger.ONE,
        BigInteger.TWO,
        BigInteger.valueOf(3),
        n.subtract(BigInteger.TWO),
        n.subtract(BigInteger.ONE),
        n,
        n.add(BigInteger.ONE),
        n.add(BigInteger.valueOf(5)),
        number(n.bitLength()).mod(n));
  }

  private List<BigInteger> exponentsOf(BigInteger n) {
    return List.of(
        BigInteger.ZERO,
        BigInteger.ONE,
        BigInteger.TWO,
        n.subtract(BigInteger.ONE),
        n,
        n.add(BigInteger.ONE),
        number(n.bitLength() + 384));
  }

  private BigInteger unit(BigInteger modulus) {
    BigInteger candidate;
    do {
      candidate = number(modulus.bitLength() - 1);
    } while (candidate.bitLength() < 2 || !candidate.gcd(modulus).equals(BigInteger.ONE));
    return candidate;
  }

  private BigInteger number(int bits) {
    return new BigInteger(bits, random);
  }

  private void assertSame(String what, Function<SecretArithmetic, String> computation) {
    SecretArithmetic first = engines.get(0);
    String expected = outcome(() -> computation.apply(first));
    for (SecretArithmetic engine : engines) {
      assertThat(outcome(() -> computation.apply(engine)))
          .as("seed %d: %s with %s against %s", SEED, what, engine.name(), first.name())
          .isEqualTo(expected);
    }
  }

  private static String outcome(java.util.function.Supplier<String> computation) {
    try {
      return computation.get();
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return refused.getClass().getSimpleName() + ": " + refused.getMessage();
    }
  }
}
