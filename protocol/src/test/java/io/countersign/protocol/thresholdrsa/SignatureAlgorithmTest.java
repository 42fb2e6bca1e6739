package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureAlgorithmTest {
  private static final BigInteger N = TestVectors.ADD_2_3.record().modulus();

  @ParameterizedTest
  @EnumSource
  void refusesASaltOfAnotherLength(SignatureAlgorithm algorithm) {
    Octets dochash = Octets.of(new byte[algorithm.digestLength()]);
    int wanted = algorithm.saltLength();
    String check = algorithm.isPss() ? "salt:length" : "salt:forbidden";

    Checks.assertFails(check, () -> algorithm.encode(dochash, Octets.of(new byte[wanted + 1]), N));
    if (algorithm.isPss()) {
      Checks.assertFails(
          check, () -> algorithm.encode(dochash, Octets.of(new byte[wanted - 1]), N));
      Checks.assertFails(check, () -> algorithm.encode(dochash, Octets.EMPTY, N));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAHashOfAnotherLength(SignatureAlgorithm algorithm) {
    Octets salt = Octets.of(new byte[algorithm.saltLength()]);
    Octets dochash = Octets.of(new byte[algorithm.digestLength() - 1]);

    Checks.assertFails("header:document", () -> algorithm.encode(dochash, salt, N));
  }

  @ParameterizedTest
  @EnumSource
  void refusesAModulusThatIsTooShort(SignatureAlgorithm algorithm) {
    Octets dochash = Octets.of(new byte[algorithm.digestLength()]);
    Octets salt = Octets.of(new byte[algorithm.saltLength()]);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                algorithm.encode(
                    dochash,
                    salt,
                    BigInteger.ONE
                        .shiftLeft(400)
                        .add(N)
                        .mod(BigInteger.ONE.shiftLeft(400))
                        .setBit(0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1025, 1026, 1031, 1032})
  void pssUsesOneBitLessThanTheModulusWhateverItsLength(int bits) {
    // emBits = |N| - 1; with 1025 bits EM is one octet shorter than N.
    SignatureAlgorithm algorithm = SignatureAlgorithm.RSASSA_PSS_SHA256;
    Random random = new Random(bits);
    for (int i = 0; i < 64; i++) {
      byte[] hash = new byte[32];
      byte[] salt = new byte[32];
      random.nextBytes(hash);
      random.nextBytes(salt);
      byte[] em = Emsa.pss(algorithm, hash, salt, bits - 1);

      assertThat(em).hasSize((bits - 1 + 7) / 8);
      assertThat(BigEndian.decode(em).bitLength()).isLessThan(bits);
      assertThat(Emsa.pssVerify(algorithm, hash, em, bits - 1)).isTrue();
      em[i] ^= (byte) (1 << (i % 8));
      assertThat(Emsa.pssVerify(algorithm, hash, em, bits - 1)).as("octet %d", i).isFalse();
    }
  }

  @Test
  void pssRefusesASaltThatIsNotAsLongAsTheHash() {
    SignatureAlgorithm algorithm = SignatureAlgorithm.RSASSA_PSS_SHA256;
    byte[] hash = new byte[32];

    for (int length : new int[] {0, 20, 31, 33, 64}) {
      byte[] em = Emsa.pss(algorithm, hash, new byte[length], 2047);
      assertThat(Emsa.pssVerify(algorithm, hash, em, 2047)).as("salt of %d", length).isFalse();
    }
  }

  @Test
  void aRepresentativeThatIsNoUnitIsRefused() {
    Checks.assertFails("representative", () -> Toy.message(0));
    Checks.assertFails("representative", () -> Toy.message(23));
    Checks.assertFails("representative", () -> Toy.message(47 * 5));
    Checks.assertFails("representative", () -> Toy.message(1081));
    Checks.assertFails("representative", () -> Toy.message(1082));
  }

  @Test
  void theBaseIsTheSquareOfTheRepresentativeInTheGroup() {
    assertThat(Toy.message(5).u()).isEqualTo(25);
    // 40^2 = 1600 = 519 and 33^2 = 1089 = 8 modulo 1081; 24^2 = 576 = -505.
    assertThat(Toy.message(40).u()).isEqualTo(519);
    assertThat(Toy.message(24).u()).isEqualTo(505);
  }
}
