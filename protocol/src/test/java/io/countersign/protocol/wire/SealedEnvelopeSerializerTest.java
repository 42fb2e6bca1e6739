package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.thresholdrsa.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class SealedEnvelopeSerializerTest {
  private static final SealedEnvelope SEALED =
      new SealedEnvelope(
          Messages.filled(200, 1), Messages.filled(64, 2), 3, 4, 5, Messages.filled(300, 6));

  private final SealedEnvelopeSerializer serializer = new SealedEnvelopeSerializer();

  @Test
  void readsWhatItWrote() {
    byte[] octets = serializer.toBinary(SEALED);
    assertThat(octets).hasSize(1 + 2 + 200 + 1 + 64 + 24 + 300).startsWith(2, 0, 200, 1);
    assertThat(octets).hasSize(4 + SEALED.length());
    assertThat(serializer.fromBinaryJava(octets, null)).isEqualTo(SEALED);
    SealedEnvelope largest =
        new SealedEnvelope(
            Octets.of(new byte[Opening.MAX_OCTETS]),
            Messages.filled(64, 2),
            Long.MAX_VALUE,
            -1,
            Long.MIN_VALUE,
            Octets.of(new byte[SealedEnvelope.MAX_OCTETS]));
    assertThat(SealedEnvelopeSerializer.read(serializer.toBinary(largest))).isEqualTo(largest);
  }

  @Test
  void refusesWhatCannotHoldAnEnvelope() {
    byte[] octets = serializer.toBinary(SEALED);
    for (int length = 0; length <= 1 + 2 + 200 + 1 + 64 + 24; length++) {
      assertRefused("envelope:form", Arrays.copyOf(octets, length));
    }
    for (int version : new int[] {0, 1, 3, 255}) {
      byte[] other = octets.clone();
      other[0] = (byte) version;
      assertRefused("envelope:form", other);
    }
    byte[] longOpening = Arrays.copyOf(octets, 2000);
    longOpening[1] = 2;
    longOpening[2] = 1;
    assertRefused("envelope:form", longOpening);
    byte[] longSignature = octets.clone();
    longSignature[203] = (byte) 128;
    assertRefused("envelope:form", longSignature);
    assertRefused(
        "envelope:size", grown(octets, octets.length - 300 + SealedEnvelope.MAX_OCTETS + 1));
  }

  @Test
  void refusesAGzipBombWithoutInflatingIt() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      out.write(new byte[16 * 1024 * 1024]);
    }
    assertRefused("envelope:form", bomb.toByteArray());
  }

  @Test
  void neverThrowsAnythingButARefusal() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = new byte[random.nextInt(200)];
      random.nextBytes(octets);
      try {
        assertThat(SealedEnvelopeSerializer.read(octets)).isNotNull();
      } catch (WireException refused) {
        assertThat(refused.check()).as("seed %d round %d", seed, round).startsWith("envelope:");
      }
    }
  }

  private static byte[] grown(byte[] octets, int length) {
    return Arrays.copyOf(octets, length);
  }

  private static void assertRefused(String check, byte[] octets) {
    assertThatThrownBy(() -> SealedEnvelopeSerializer.read(octets))
        .isInstanceOfSatisfying(WireException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
