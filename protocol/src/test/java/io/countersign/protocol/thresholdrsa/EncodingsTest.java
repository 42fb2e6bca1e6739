package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class EncodingsTest {
  @Test
  void aNumberWithItsTopBitSetHasNoSignOctet() {
    assertThat(BigEndian.encode(BigInteger.valueOf(0x80), 1)).containsExactly(0x80);
    assertThat(BigEndian.encode(BigInteger.valueOf(0xffff), 2)).containsExactly(0xff, 0xff);
    assertThat(BigEndian.decode(new byte[] {(byte) 0xff})).isEqualTo(255);
  }

  @Test
  void aShortNumberKeepsItsLeadingZeros() {
    assertThat(BigEndian.encode(BigInteger.ONE, 4)).containsExactly(0, 0, 0, 1);
    assertThat(BigEndian.encode(BigInteger.ZERO, 2)).containsExactly(0, 0);
    assertThat(BigEndian.decode(new byte[] {0, 0, 1})).isEqualTo(1);
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BigEndian.encode(BigInteger.valueOf(256), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BigEndian.encode(BigInteger.valueOf(-1), 1));
  }

  @Test
  void everyFieldCarriesItsLength() {
    // Empty, "ab", and "none", the unsigned 2^32 - 1.
    Enc enc = new Enc().octets(Octets.EMPTY).text("ab").number(Enc.NONE);

    assertThat(enc.toOctets().hex()).isEqualTo("0000000000000002616200000004ffffffff");
    assertThat(new Enc().text("a").text("b").toOctets())
        .isNotEqualTo(new Enc().text("ab").toOctets());
  }

  @Test
  void signedNumbersAreLowerCaseHexadecimal() {
    assertThat(new Enc().signed(BigInteger.valueOf(-171)).toOctets())
        .isEqualTo(new Enc().text("-ab").toOctets());
    assertThat(new Enc().signed(BigInteger.ZERO).toOctets())
        .isEqualTo(new Enc().text("0").toOctets());
  }

  @Test
  void refusesStringsThatAreNotAscii() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Enc().text("ä"));
  }

  @Test
  void octetsCannotBeAlteredByThoseWhoGaveOrReadThem() {
    byte[] given = {1, 2};
    Octets octets = Octets.of(given);
    given[0] = 9;
    octets.toByteArray()[1] = 9;

    assertThat(octets).isEqualTo(Octets.ofHex("0102")).hasToString("0102");
    assertThat(octets).hasSameHashCodeAs(Octets.ofHex("0102"));
    assertThat(octets).isNotEqualTo(Octets.ofHex("0103"));
  }

  @Test
  void idsHaveTheirLengths() {
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyId(Octets.of(new byte[31])));
    assertThatIllegalArgumentException().isThrownBy(() -> new HeaderHash(Octets.EMPTY));
    assertThatIllegalArgumentException().isThrownBy(() -> new SessionId(Octets.of(new byte[15])));
    assertThatIllegalArgumentException().isThrownBy(() -> new SessionId(Octets.of(new byte[65])));
  }

  @Test
  void aThresholdNeedsTwoDevicesAndNoMoreThanThereAre() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(4, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(2, 17));
    assertThat(new Threshold(3, 5)).hasToString("3-of-5");
  }

  @Test
  void labelsComeBackAsWhatTheyName() {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      assertThat(SignatureAlgorithm.fromLabel(algorithm.label())).isEqualTo(algorithm);
    }
    for (Family family : Family.values()) {
      assertThat(Family.fromLabel(family.label())).isEqualTo(family);
    }
    for (SigningMode mode : SigningMode.values()) {
      assertThat(SigningMode.fromLabel(mode.label())).isEqualTo(mode);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> SignatureAlgorithm.fromLabel("RS256"));
    assertThatIllegalArgumentException().isThrownBy(() -> Family.fromLabel("ADD"));
    assertThatIllegalArgumentException().isThrownBy(() -> SigningMode.fromLabel(""));
  }
}
