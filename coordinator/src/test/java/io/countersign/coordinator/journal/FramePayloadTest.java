package io.countersign.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramePayloadTest {
  @Test
  void readsWhatItWrites() throws IOException {
    FramePayload write = Journals.write("request|0a", 7, 3);
    FramePayload delete = new FramePayload.Delete("request|0a", 9);

    assertThat(FramePayload.decode(FramePayload.encode(write))).isEqualTo(write);
    assertThat(FramePayload.decode(FramePayload.encode(delete))).isEqualTo(delete);
  }

  @Test
  void readsAnyOctetsWithoutOtherErrorsThanItsOwn() throws IOException {
    byte[] good = FramePayload.encode(Journals.write("request|0a", 7, 3));
    int refused = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(2) * random.nextInt(20));
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(FramePayload.decode(bad).persistenceId()).as("seed %d", seed).isNotNull();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
