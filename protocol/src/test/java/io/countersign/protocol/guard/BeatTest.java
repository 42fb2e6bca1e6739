package io.countersign.protocol.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * M27: what counts as a beat on the wire; two parties of the test ring play source and stranger.
 */
class BeatTest {
  private static final TestRing RING = TestRing.of(2, 3);
  private static final Ring.Party SOURCE = RING.ring().party("coordinator-1").orElseThrow();
  private static final Ring.Party STRANGER = RING.ring().party("agents-1").orElseThrow();
  private static final Octets SOFTWARE = Octets.of(new byte[32]).sha256();
  private static final long NOW = 1_700_000_000_000L;

  private final byte[] pair = filled(32, 7);
  private final BeatSealer sealer = sealer(1);
  private final BeatOpener opener = opener("device-1");

  private static byte[] filled(int length, int value) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) value);
    return octets;
  }

  private BeatSealer sealer(int life) {
    IdentitySigner identity = RING.identity(SOURCE.name());
    BeatSealer made =
        new BeatSealer(
            SOURCE.name(),
            SOURCE.serial(),
            Octets.of(filled(16, life)),
            3,
            SOFTWARE,
            identity::sign);
    made.add("device-1", DerivedKey.of(pair));
    made.add("device-2", DerivedKey.of(filled(32, 8)));
    return made;
  }

  private BeatOpener opener(String device) {
    BeatOpener made = new BeatOpener(device);
    made.add(SOURCE, DerivedKey.of(pair));
    made.add(STRANGER, DerivedKey.of(filled(32, 9)));
    return made;
  }

  @ParameterizedTest
  @EnumSource(Beat.Kind.class)
  void carriesAllThatIsSaidOfIt(Beat.Kind kind) throws BeatRefused {
    byte[] datagram = sealer.beat("device-1", kind, NOW);
    assertThat(datagram).hasSize(kind == Beat.Kind.SIGNED ? 170 : 146);
    assertThat(opener.open(datagram))
        .isEqualTo(new Beat(SOURCE.name(), kind, Octets.of(filled(16, 1)), NOW, 3, NOW, SOFTWARE));
  }

  @ParameterizedTest
  @EnumSource(Beat.Kind.class)
  void everyFlippedBitIsRefusedAndChangesNothing(Beat.Kind kind) throws BeatRefused {
    byte[] datagram = sealer.beat("device-1", kind, NOW);
    for (int bit = 0; bit < 8 * datagram.length; bit++) {
      byte[] flipped = datagram.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> opener.open(flipped)).isInstanceOf(BeatRefused.class);
    }
    for (int length = 0; length < datagram.length; length++) {
      byte[] cut = Arrays.copyOf(datagram, length);
      assertThatThrownBy(() -> opener.open(cut)).isInstanceOf(BeatRefused.class);
    }
    assertThat(opener.open(datagram).counter()).isEqualTo(NOW);
  }

  @ParameterizedTest
  @EnumSource(Beat.Kind.class)
  void isGoodForOneDeviceOnly(Beat.Kind kind) {
    byte[] forTheOther = sealer.beat("device-2", kind, NOW);
    assertThatThrownBy(() -> opener.open(forTheOther)).isInstanceOf(BeatRefused.class);
    // Even with the same secret, the name is in what is sealed.
    byte[] forThis = sealer.beat("device-1", kind, NOW);
    try (BeatOpener other = opener("device-2")) {
      assertThatThrownBy(() -> other.open(forThis)).isInstanceOf(BeatRefused.class);
    }
  }

  /** I3: from that moment on, also in the middle of a sequence; the other source goes on. */
  @ParameterizedTest
  @EnumSource(Beat.Kind.class)
  void aRevokedSourceIsHeardNoMore(Beat.Kind kind) throws BeatRefused {
    Set<String> revoked = new HashSet<>();
    try (BeatOpener watching = new BeatOpener("device-1", revoked::contains)) {
      watching.add(SOURCE, DerivedKey.of(pair));
      watching.open(sealer.beat("device-1", kind, NOW));
      revoked.add(STRANGER.name());
      watching.open(sealer.beat("device-1", kind, NOW + 1));

      revoked.add(SOURCE.name());
      byte[] late = sealer.beat("device-1", kind, NOW + 2);
      assertThatThrownBy(() -> watching.open(late))
          .isInstanceOfSatisfying(
              BeatRefused.class, e -> assertThat(e.check()).isEqualTo("beat:revoked"));
    }
  }

  @Test
  void theSealAloneMakesNoBeatWithoutTheSourcesSignature() {
    IdentitySigner wrong = RING.identity(STRANGER.name());
    try (BeatSealer forger =
        new BeatSealer(
            SOURCE.name(), SOURCE.serial(), Octets.of(filled(16, 5)), 3, SOFTWARE, wrong::sign)) {
      forger.add("device-1", DerivedKey.of(pair));
      byte[] forged = forger.beat("device-1", Beat.Kind.SIGNED, NOW);
      assertThatThrownBy(() -> opener.open(forged))
          .isInstanceOfSatisfying(
              BeatRefused.class, e -> assertThat(e.check()).isEqualTo("beat:signature"));
    }
  }

  @Test
  void aSequenceGoesOnOverLostValuesAndNeverBack() throws BeatRefused {
    byte[] first = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW);
    byte[] second = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + 1);
    byte[] third = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + 2);
    opener.open(first);
    opener.open(third);
    for (byte[] before : new byte[][] {first, second, third}) {
      assertThatThrownBy(() -> opener.open(before))
          .isInstanceOfSatisfying(
              BeatRefused.class, e -> assertThat(e.check()).isEqualTo("beat:sequence"));
    }
    for (int gap : new int[] {1, Chain.SEGMENT - 5, 1, Chain.SEGMENT, 3 * Chain.SEGMENT + 7}) {
      for (int lost = 0; lost < gap; lost++) {
        sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + 3);
      }
      byte[] next = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + 4);
      opener.open(next);
      assertThatThrownBy(() -> opener.open(next)).hasMessageContaining("position");
    }
  }

  @Test
  void whoBeginsToListenLateComesInAnywhere() throws BeatRefused {
    for (int sent = 0; sent < 20_000; sent++) {
      sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW);
    }
    byte[] late = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + 1);
    assertThat(opener.open(late).kind()).isEqualTo(Beat.Kind.SEQUENCE);
  }

  @Test
  void whatTheSourceDidNotMakeIsRefusedBeforeAnyChainIsWalked() {
    byte[] datagram = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW);
    for (int at = BeatForm.HEADER - 24; at < datagram.length; at++) {
      byte[] forged = datagram.clone();
      forged[at] ^= 1;
      assertThatThrownBy(() -> opener.open(forged))
          .isInstanceOfSatisfying(
              BeatRefused.class, e -> assertThat(e.check()).isEqualTo("beat:seal"));
    }
  }

  @Test
  void aPassWithoutTheValueIsNoBeat() {
    byte[] datagram = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW);
    int end = datagram.length - BeatForm.PASS;
    datagram[end - 1] ^= 1;
    try (DerivedKey secret = DerivedKey.of(pair);
        DerivedKey key =
            BeatForm.passKey(secret, Octets.of(filled(16, 1)), SOURCE.name(), "device-1")) {
      System.arraycopy(
          BeatForm.pass(key, Arrays.copyOf(datagram, end)), 0, datagram, end, BeatForm.PASS);
    }
    assertThatThrownBy(() -> opener.open(datagram))
        .isInstanceOfSatisfying(
            BeatRefused.class, e -> assertThat(e.check()).isEqualTo("beat:sequence"));
  }

  @Test
  void anotherLifeOfTheSourceBeginsAnotherSequence() throws BeatRefused {
    opener.open(sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW));
    try (BeatSealer restarted = sealer(2)) {
      assertThat(opener.open(restarted.beat("device-1", Beat.Kind.SEQUENCE, NOW + 1)).life())
          .isEqualTo(Octets.of(filled(16, 2)));
    }
  }

  private void refused(String check, byte[] datagram) {
    assertThatThrownBy(() -> opener.open(datagram))
        .isInstanceOfSatisfying(BeatRefused.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  /** Whoever recorded beats can make the device compute nothing with them. */
  @ParameterizedTest
  @EnumSource(Beat.Kind.class)
  void whatWasAcceptedIsRefusedFromItsHeaderAlone(Beat.Kind kind) throws BeatRefused {
    byte[] first = sealer.beat("device-1", kind, NOW);
    byte[] second = sealer.beat("device-1", kind, NOW + 1);
    Beat beat = opener.open(second);
    opener.accepted(Map.of(beat.source(), beat.counter(), STRANGER.name(), NOW + 9));
    for (byte[] before : new byte[][] {first, second}) {
      refused("beat:replay", before);
      before[before.length - 1] ^= 1;
      refused("beat:replay", before);
    }
    byte[] forged = sealer.beat("device-1", kind, NOW + 1000);
    forged[BeatForm.HEADER - 7] ^= 1;
    assertThatThrownBy(() -> opener.open(forged)).isInstanceOf(BeatRefused.class);
    opener.open(sealer.beat("device-1", kind, NOW + 1001));
  }

  @Test
  void aLifeThatIsOverDoesNotTakeThePlaceOfTheOneThatGoesOn() throws BeatRefused {
    byte[] first = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW);
    Beat live = opener.open(first);
    opener.accepted(Map.of(SOURCE.name(), live.counter()));
    byte[] next = sealer.beat("device-1", Beat.Kind.SEQUENCE, NOW + 1);
    opener.open(next);
    assertThat(opener.open(heldBack(NOW + 2)).counter())
        .as("authentic, and not accepted")
        .isEqualTo(NOW + 2);
    refused("beat:sequence", next);

    try (BeatSealer restarted = sealer(3)) {
      byte[] begins = restarted.beat("device-1", Beat.Kind.SEQUENCE, NOW + 3);
      opener.accepted(Map.of(SOURCE.name(), opener.open(begins).counter()));
      byte[] second = restarted.beat("device-1", Beat.Kind.SEQUENCE, NOW + 4);
      opener.open(second);
      refused("beat:sequence", second);
      opener.open(heldBack(NOW + 5));
      refused("beat:sequence", second);
    }
  }

  /** Of another life of the source. */
  private byte[] heldBack(long counter) {
    try (BeatSealer other = sealer(2)) {
      return other.beat("device-1", Beat.Kind.SEQUENCE, counter);
    }
  }

  @Test
  void aClockSetBackNeverMakesACounterTwice() throws BeatRefused {
    long before = opener.open(sealer.beat("device-1", Beat.Kind.SIGNED, NOW)).counter();
    Beat next = opener.open(sealer.beat("device-1", Beat.Kind.SIGNED, NOW - 3_600_000));
    assertThat(next.counter()).isEqualTo(before + 1);
    assertThat(next.issued()).isEqualTo(NOW - 3_600_000);
  }

  @Test
  void aDeviceIsTakenOnOnceForItsCounterWouldBeginAnew() {
    DerivedKey second = DerivedKey.of(pair);
    assertThatThrownBy(() -> sealer.add("device-1", second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> second.hmac(new byte[1])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingErasesWhatWasHandedOver() {
    DerivedKey sealed = DerivedKey.of(pair);
    DerivedKey kept = DerivedKey.of(pair);
    try (BeatSealer made =
            new BeatSealer(
                SOURCE.name(),
                SOURCE.serial(),
                Octets.of(filled(16, 6)),
                3,
                SOFTWARE,
                what -> what);
        BeatOpener reader = new BeatOpener("device-1")) {
      made.add("device-1", sealed);
      reader.add(SOURCE, kept);
      assertThatThrownBy(() -> sealed.hmac(new byte[1])).isInstanceOf(IllegalStateException.class);
      assertThat(kept.hmac(new byte[1])).hasSize(32);
    }
    assertThatThrownBy(() -> kept.hmac(new byte[1])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void strangersAreNamed() {
    byte[] datagram = sealer.beat("device-1", Beat.Kind.SIGNED, NOW);
    try (BeatOpener empty = new BeatOpener("device-1")) {
      assertThatThrownBy(() -> empty.open(datagram))
          .hasMessageContaining("beat:source")
          .hasMessageContaining(SOURCE.serial());
    }
    assertThat(sealer.toString()).contains("redacted");
    assertThat(opener.toString()).contains("redacted");
  }
}
