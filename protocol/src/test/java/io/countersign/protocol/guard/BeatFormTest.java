package io.countersign.protocol.guard;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The datagrams of fixed secrets never change, for sources and devices may run different releases.
 * The values were computed from {@link BeatForm}'s formulas with other software.
 */
class BeatFormTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int MOST = 2 * Chain.SEGMENT;

  /** Value and pass by position; the pass is over all that is before it. */
  private static final Map<Integer, String> LAST =
      Map.ofEntries(
          entry(
              0,
              "06b903cc8bfcddaefc07e470d83932048d14d502a3876d3e3ee65eafa037fe47"
                  + "6adf466d5b321b9261331329173f32e1"),
          entry(
              1,
              "686783c739cf422737f2cc8a3eb48f1dad9128e4f948d6923aae4a219baff8da"
                  + "c3660da3df85bf66199649269213bb12"),
          entry(
              255,
              "f1f1da6f481edfcc533430ea50eac43d50e3cdb71c0c993e5b611cfd15f340b6"
                  + "ffafdec03b3195f889ddfb9af7aae03d"),
          entry(
              256,
              "9fbe2261ca88c953f7029cc913e131e81eaa3aa2e8855ba1d042f0857a9c0a2d"
                  + "3f0c0eb6bc114e0538c9ccf4308961af"),
          entry(
              257,
              "a315ffd69342853a4e71cf6c31b4079a3931dc1e089edae09706e748c105f1d7"
                  + "5409e11627666847a4e1d4acb63de8b0"),
          entry(
              511,
              "b0f0b8f30e4b81c4667cfab53b4157857d4b415e40a5091f9da4b451c590b4e1"
                  + "c9b632a342c2a627fa374d9e75d50fdc"),
          entry(
              512,
              "02b80b3b59c337dcb1bb3cec66ce6cc53193861e68e18a3e4c31b086f0696f69"
                  + "bf0006484df06c3b0fdc8e91b0c5000d"));

  private static final String SIGNED =
      "010100112233445566778899aabbccddeeff0404040404040404040404040404"
          + "04040000018bcfe56800a82f212dacb4ed0d18cf43e1863d6275b90b29f75f7c"
          + "7049bbc45ca2642703eff7952cc05285bdfdf7d9b6b196d7243e960a6e0b31de"
          + "69d8a0e0dd388d278d12953b164557afa3b41dea2e557e21614712e9c893440f"
          + "a4e78b45251ad6edfcaf8a8f216696a80cb64a925d480abccc44898c8f7f9ac3"
          + "3936010587de634e5e9f";

  private static byte[] filled(int length, int value) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return octets;
  }

  private static BeatSealer sealer() {
    BeatSealer made =
        new BeatSealer(
            "source-1",
            "00112233445566778899aabbccddeeff",
            Octets.of(filled(16, 4)),
            3,
            Octets.of(filled(32, 5)),
            what -> filled(64, what.length));
    made.add("device-1", DerivedKey.of(filled(32, 6)));
    return made;
  }

  @Test
  void theSequenceIsFrozen() {
    Map<Integer, String> made = new TreeMap<>();
    try (BeatSealer sealer = sealer()) {
      for (int position = 0; position <= MOST; position++) {
        byte[] datagram = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW);
        if (LAST.containsKey(position)) {
          made.put(
              position, HexFormat.of().formatHex(datagram, datagram.length - 48, datagram.length));
        }
      }
    }
    assertThat(made).isEqualTo(LAST);
  }

  @Test
  void theSealIsFrozen() {
    try (BeatSealer sealer = sealer()) {
      byte[] first = sealer.beat("device-1", Beat.Kind.SIGNED, NOW);
      assertThat(HexFormat.of().formatHex(first)).isEqualTo(SIGNED);
    }
  }
}
