package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyShareTest {
  private final PlainArithmetic engine = PlainArithmetic.constant();
  private final PublicRecord record = Toy.add();

  @Test
  void refusesAShareThatIsNotTheOneBehindTheVerificationValues() {
    // Device 1 holds 100 and 50; here the second is 51.
    KeyShare wrong = KeyShare.load(engine, record, 1, List.of(octets(100), octets(51)));

    CheckFailed failed = Checks.assertFails("share:value", () -> wrong.checkAgainst(record));
    assertThat(failed.detail()).contains("row 1").doesNotContain("51");
    Toy.share(record, 1, engine).checkAgainst(record);
  }

  @Test
  void refusesTheShareOfAnotherDevice() {
    List<byte[]> ofDevice2 = List.of(octets(69), octets(50));
    KeyShare swapped = KeyShare.load(engine, record, 3, ofDevice2);

    Checks.assertFails("share:value", () -> swapped.checkAgainst(record));
  }

  @Test
  void refusesTheShareOfAnotherKey() {
    KeyShare share = Toy.share(record, 1, engine);
    PublicRecord other = Toy.mult();

    Checks.assertFails("share:key", () -> share.checkAgainst(other));
    Checks.assertFails(
        "share:key", () -> new PartialSigner(other, share, engine, new SecureRandom()));
  }

  @Test
  void refusesAnotherNumberOfRowsAnUnknownDeviceOrALongShareAndKeepsNothing() {
    Checks.assertFails("share", () -> KeyShare.load(engine, record, 1, List.of(octets(100))));
    Checks.assertFails(
        "share", () -> KeyShare.load(engine, record, 4, List.of(octets(100), octets(50))));
    Checks.assertFails(
        "share", () -> KeyShare.load(engine, record, 0, List.of(octets(100), octets(50))));
    Checks.assertFails(
        "share", () -> KeyShare.load(engine, record, 1, List.of(octets(100), octets(0x800))));
    assertThat(engine.open).isZero();
  }

  @Test
  void printsNothingOfTheSecret() {
    KeyShare share = Toy.share(record, 1, engine);
    DealtShare dealt = new DealtShare(record, 1, List.of(octets(100), octets(50)));

    assertThat(share).hasToString("KeyShare[device=1, family=add, redacted]");
    assertThat(dealt).hasToString("DealtShare[device=1, add, redacted]");
    assertThat(TestVectors.ADD_2_3.primes()).hasToString("SafePrimes[1024 bits each, redacted]");
  }

  @Test
  void closingErasesAndLaterUseThrows() {
    KeyShare share = Toy.share(record, 1, engine);
    share.close();
    share.close();

    assertThat(engine.open).isZero();
    assertThatIllegalStateException().isThrownBy(() -> share.checkAgainst(record));
  }

  @Test
  void closingADealtShareWipesItsOctets() {
    byte[] row = octets(100);
    DealtShare dealt = new DealtShare(record, 1, List.of(row, octets(50)));
    byte[] copy = dealt.octets(0);
    dealt.close();

    assertThat(row).containsOnly(0);
    assertThat(copy).containsExactly(0, 100);
    assertThat(Arrays.equals(dealt.octets(0), row)).isTrue();
  }

  private static byte[] octets(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }
}
