package io.countersign.protocol.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * M28: what a device and a satellite believe of each other; two agents' nodes of the test ring play
 * satellites.
 */
class SatelliteTest {
  private static final TestRing RING = TestRing.of(2, 3);
  private static final Ring.Party SAT = RING.ring().party("agents-1").orElseThrow();
  private static final Ring.Party OTHER = RING.ring().party("agents-2").orElseThrow();
  private static final Ring.Party DEVICE = RING.ring().party("device-1").orElseThrow();
  private static final Octets RECORD = RING.ring().hash();

  private final SatelliteAsker asker = asker(DEVICE, RECORD);
  private final SatelliteResponder responder = responder(SAT, signer(SAT));

  private static UnaryOperator<byte[]> signer(Ring.Party party) {
    return RING.identity(party.name())::sign;
  }

  private static DerivedKey pair(int value) {
    byte[] octets = new byte[32];
    Arrays.fill(octets, (byte) value);
    return DerivedKey.of(octets);
  }

  private static Octets nonce(int value) {
    byte[] octets = new byte[16];
    Arrays.fill(octets, (byte) value);
    return Octets.of(octets);
  }

  private static SatelliteAsker asker(Ring.Party device, Octets record) {
    SatelliteAsker made = new SatelliteAsker(device.name(), device.serial(), record);
    made.add(SAT, pair(1));
    made.add(OTHER, pair(2));
    return made;
  }

  private static SatelliteResponder responder(Ring.Party satellite, UnaryOperator<byte[]> signer) {
    SatelliteResponder made =
        new SatelliteResponder(
            satellite.name(), satellite.serial(), RECORD, signer, new SecureRandom());
    made.add(DEVICE, pair(satellite.equals(SAT) ? 1 : 2));
    return made;
  }

  private byte[] answered(int nonce, boolean on, long number) throws BeatRefused {
    return responder.answer(responder.open(asker.ask(SAT.name(), nonce(nonce))), on, number);
  }

  @Test
  void anAnswerCarriesTheWordAndIsShorterThanItsQuestion() throws BeatRefused {
    byte[] question = asker.ask(SAT.name(), nonce(5));
    SatelliteQuestion read = responder.open(question);
    assertThat(read).isEqualTo(new SatelliteQuestion("device-1", nonce(5)));
    byte[] answer = responder.answer(read, false, 77);
    assertThat(asker.open(answer)).isEqualTo(new SatelliteAnswer(SAT.name(), nonce(5), false, 77));
    assertThat(question).hasSize(160);
    assertThat(answer).hasSize(135);
    assertThat(answered(6, true, 0)).hasSize(135);
  }

  @Test
  void everyFlippedBitAndEveryCutIsRefused() throws BeatRefused {
    byte[] question = asker.ask(SAT.name(), nonce(1));
    byte[] answer = answered(2, true, 3);
    for (int bit = 0; bit < 8 * question.length; bit++) {
      byte[] flipped = question.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> responder.open(flipped)).isInstanceOf(BeatRefused.class);
    }
    for (int bit = 0; bit < 8 * answer.length; bit++) {
      byte[] flipped = answer.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> asker.open(flipped)).isInstanceOf(BeatRefused.class);
    }
    for (int length = 0; length < answer.length; length++) {
      byte[] cut = Arrays.copyOf(answer, length);
      assertThatThrownBy(() -> asker.open(cut)).isInstanceOf(BeatRefused.class);
      assertThatThrownBy(() -> responder.open(cut)).isInstanceOf(BeatRefused.class);
    }
  }

  @Test
  void aReflectedQuestionIsNoAnswerAndAnAnswerNoQuestion() throws BeatRefused {
    byte[] question = asker.ask(SAT.name(), nonce(1));
    assertThatThrownBy(() -> asker.open(question)).hasMessageStartingWith("satellite:form");
    assertThatThrownBy(() -> responder.open(answered(2, true, 0)))
        .hasMessageStartingWith("satellite:form");
  }

  @Test
  void aQuestionIsForOneSatelliteAndAnAnswerForOneDeviceUnderOneRecord() throws BeatRefused {
    byte[] question = asker.ask(OTHER.name(), nonce(1));
    assertThatThrownBy(() -> responder.open(question)).hasMessageStartingWith("satellite:seal");
    byte[] answer = answered(2, true, 0);
    // Even with the same secret, the names and the record are in what is sealed.
    Ring.Party second = RING.ring().party("device-2").orElseThrow();
    try (SatelliteAsker another = asker(second, RECORD);
        SatelliteAsker later = asker(DEVICE, nonce(9).sha256())) {
      assertThatThrownBy(() -> another.open(answer)).hasMessageStartingWith("satellite:seal");
      assertThatThrownBy(() -> later.open(answer)).hasMessageStartingWith("satellite:seal");
    }
  }

  @Test
  void whoHasTheSecretAloneCannotAnswer() throws BeatRefused {
    try (SatelliteResponder thief = responder(SAT, signer(DEVICE))) {
      byte[] forged = thief.answer(thief.open(asker.ask(SAT.name(), nonce(1))), true, 0);
      assertThatThrownBy(() -> asker.open(forged)).hasMessageStartingWith("satellite:signature");
    }
  }

  /** I3: what it answers to a question that was asked before too. */
  @Test
  void aRevokedSatelliteIsHeardNoMore() throws BeatRefused {
    Set<String> revoked = new HashSet<>(Set.of(OTHER.name()));
    try (SatelliteAsker watching =
        new SatelliteAsker(DEVICE.name(), DEVICE.serial(), RECORD, revoked::contains)) {
      watching.add(SAT, pair(1));
      byte[] answer = answered(1, true, 0);
      assertThat(watching.open(answer).on()).isTrue();
      revoked.add(SAT.name());
      assertThatThrownBy(() -> watching.open(answer)).hasMessageStartingWith("satellite:revoked");
    }
  }

  @Test
  void aQuestionThatComesAgainGetsNoAnswer() throws BeatRefused {
    byte[] question = asker.ask(SAT.name(), nonce(1));
    responder.open(question);
    assertThatThrownBy(() -> responder.open(question)).hasMessageStartingWith("satellite:replay");
  }
}
