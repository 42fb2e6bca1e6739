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
      new SealedEnvelope(Messages.filled(300, 1), Messages.filled(64, 2));

  private final SealedEnvelopeSerializer serializer = new SealedEnvelopeSerializer();

  @Test
  void readsWhatItWrote() {
    byte[] octets = serializer.toBinary(SEALED);
    assertThat(octets).hasSize(2 + 64 + 300).startsWith(1, 64, 2);
    assertThat(serializer.fromBinaryJava(octets, null)).isEqualTo(SEALED);
    SealedEnvelope largest =
        new SealedEnvelope(Octets.of(new byte[SealedEnvelope.MAX_OCTETS]), Messages.filled(64, 2));
    assertThat(SealedEnvelopeSerializer.read(serializer.toBinary(largest))).isEqualTo(largest);
  }

  @Test
  void refusesWhatCannotHoldAnEnvelope() {
    byte[] octets = serializer.toBinary(SEALED);
    for (int length = 0; length <= 66; length++) {
      assertRefused("envelope:form", Arrays.copyOf(octets, length));
    }
    assertRefused("envelope:form", new byte[] {1, (byte) 128, 3});
    assertRefused("envelope:form", new byte[] {1, (byte) 255, 3});
    assertRefused("envelope:form", new byte[] {2, 0, 3});
    assertRefused("envelope:size", grown(octets, SealedEnvelope.MAX_OCTETS + 2 + 64 + 1));
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
