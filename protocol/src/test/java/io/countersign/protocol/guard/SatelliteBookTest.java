package io.countersign.protocol.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.testing.TestRing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** M28: who may switch a device at a satellite, and what an old order is worth. */
class SatelliteBookTest {
  private static final TestRing TEST_RING = TestRing.of(2, 3);
  private static final Ring RING = TEST_RING.ring();
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ADA = "agent-1-1";
  private static final String BEN = "agent-2-1";
  private static final String EVE = "agent-3-1";

  private SatelliteBook book = book(1);
  private SatelliteBook.State state = SatelliteBook.State.NEW;

  private static SatelliteBook book(int needed) {
    return new SatelliteBook("sat-1", RING, new SatelliteOperators(List.of(ADA, BEN), needed));
  }

  private static SatelliteOrder order(String by, String wish, long number) {
    long now = NOW.getEpochSecond();
    return new SatelliteOrder(
        1, RING.name(), "sat-1", "device-1", wish, by, number, now, now + 600);
  }

  private static SignedSatelliteOrder signed(SatelliteOrder order) {
    return SignedSatelliteOrder.byCard(
        order, RING.agent(order.by()).orElseThrow().serial(), TEST_RING.cardSigner(order.by()));
  }

  private static SignedSatelliteOrder signed(String by, String wish, long number) {
    return signed(order(by, wish, number));
  }

  private SatelliteReceipt take(SignedSatelliteOrder order, Instant now) {
    SatelliteBook.Outcome outcome = book.take(state, order, now);
    SatelliteBook.State before = state;
    state = outcome.state();
    assertThat(outcome.record().map(entry -> replayed(before, entry)).orElse(before))
        .as("the fold over the log is the state")
        .isEqualTo(state);
    return outcome.receipt();
  }

  private String take(SignedSatelliteOrder order) {
    return take(order, NOW).result();
  }

  private static SatelliteBook.State replayed(SatelliteBook.State before, LogEntry entry) {
    LogRecord record =
        new LogRecord(2, NOW, "0".repeat(64), entry.kind(), Optional.empty(), entry.body());
    return SatelliteBook.replayed(before, record);
  }

  @Test
  void anOperatorSwitchesOffAndOnAndTheSameOrderAgainChangesNothing() {
    assertThat(state.isOn("device-1")).isTrue();
    SignedSatelliteOrder off = signed(ADA, "off", 5);
    assertThat(take(off)).isEqualTo("done");
    assertThat(state.isOn("device-1")).isFalse();
    assertThat(state.isOn("device-2")).isTrue();
    assertThat(state.number("device-1")).isEqualTo(5);
    SatelliteBook.State before = state;
    assertThat(take(off)).isEqualTo("done");
    assertThat(state).isSameAs(before);
    assertThat(take(signed(BEN, "on", 6))).isEqualTo("done");
    assertThat(state.isOn("device-1")).isTrue();
  }

  @Test
  void anOlderOrderIsRefusedAfterANewerOneAlsoIfItNeverArrived() {
    SignedSatelliteOrder withheld = signed(ADA, "on", 4);
    assertThat(take(signed(BEN, "off", 5))).isEqualTo("done");
    assertThat(take(withheld)).isEqualTo("order:old");
    assertThat(take(signed(ADA, "on", 5))).isEqualTo("order:old");
    assertThat(state.isOn("device-1")).isFalse();
    assertThat(take(withheld, NOW).number()).as("so that he can sign a newer one").isEqualTo(5);
  }

  @Test
  void onlyAnOperatorMaySwitchAndOnlyWhileHisOrderIsValid() {
    assertThat(take(signed(EVE, "off", 5))).isEqualTo("order:operator");
    SignedSatelliteOrder off = signed(ADA, "off", 5);
    assertThat(take(off, NOW.plusSeconds(601)).result()).isEqualTo("order:expired");
    assertThat(take(off, NOW.minusSeconds(61)).result()).isEqualTo("order:expired");
    assertThat(
            take(off, Instant.ofEpochSecond(RING.agent(ADA).orElseThrow().notAfter() + 1)).result())
        .isEqualTo("order:card-expired");
    assertThat(take(signed(ADA, "off", NOW.toEpochMilli() + 86_400_001))).isEqualTo("order:number");
    assertThat(state).isEqualTo(SatelliteBook.State.NEW);
  }

  @Test
  void whereTwoAreNeededTwoDistinctOperatorsMustWantTheSame() {
    book = book(2);
    assertThat(take(signed(ADA, "off", 5))).isEqualTo("pending");
    assertThat(take(signed(ADA, "off", 6))).isEqualTo("pending");
    assertThat(take(signed(BEN, "on", 7))).isEqualTo("pending");
    assertThat(state.isOn("device-1")).isTrue();
    SatelliteReceipt done = take(signed(BEN, "off", 8), NOW);
    assertThat(done.result()).isEqualTo("done");
    assertThat(done.on()).isFalse();
    assertThat(take(signed(ADA, "off", 6))).as("settled by both").isEqualTo("done");
    assertThat(take(signed(ADA, "on", 8))).isEqualTo("order:old");
  }

  @Test
  void anOrderThatExpiredCountsNoMore() {
    book = book(2);
    assertThat(take(signed(ADA, "off", 5))).isEqualTo("pending");
    long later = NOW.getEpochSecond() + 700;
    SatelliteOrder late =
        new SatelliteOrder(1, RING.name(), "sat-1", "device-1", "off", BEN, 6, later, later + 600);
    assertThat(take(signed(late), NOW.plusSeconds(700)).result()).isEqualTo("pending");
    assertThat(state.isOn("device-1")).isTrue();
  }

  @Test
  void readsOnlyWhatSomebodyOfThisRingSignedForThisSatellite() {
    SignedSatelliteOrder good = signed(ADA, "off", 5);
    assertThat(SignedSatelliteOrder.authentic(good.datagram(), RING, "sat-1").order())
        .isEqualTo(good.order());
    assertRefused(good.datagram(), "sat-2", "order:satellite");
    assertRefused(forged(order(ADA, "off", 5), EVE).datagram(), "sat-1", "order:signature");
    assertRefused(new byte[SignedSatelliteOrder.OCTETS], "sat-1", "jws");
    assertRefused(
        good.jws().text().getBytes(java.nio.charset.StandardCharsets.US_ASCII), "sat-1", "order");
    byte[] flipped = good.datagram();
    flipped[good.jws().text().length() - 5] ^= 1;
    assertThatThrownBy(() -> SignedSatelliteOrder.authentic(flipped, RING, "sat-1"))
        .isInstanceOf(EvidenceException.class);
  }

  @Test
  void aRequesterMayAskAndNotSwitch() {
    SatelliteOrder ask = order(TestRing.REQUESTER, "ask", 1);
    Jws.Signer identity = TEST_RING.identity(TestRing.REQUESTER)::sign;
    String serial = RING.party(TestRing.REQUESTER).orElseThrow().serial();
    SignedSatelliteOrder asked = SignedSatelliteOrder.byRequester(ask, serial, identity);
    assertThat(take(SignedSatelliteOrder.authentic(asked.datagram(), RING, "sat-1")))
        .isEqualTo("told");
    SignedSatelliteOrder off =
        SignedSatelliteOrder.byRequester(order(TestRing.REQUESTER, "off", 1), serial, identity);
    assertRefused(off.datagram(), "sat-1", "order:signer");
  }

  @Test
  void aReceiptIsOfOneSatelliteForOneOrderAndShorterThanTheOrder() {
    Ring.Party satellite = RING.party("agents-1").orElseThrow();
    SignedSatelliteOrder off = signed(ADA, "off", 5);
    SatelliteReceipt receipt =
        new SatelliteReceipt(
            1, "agents-1", "device-1", off.id().hex(), "order:card-expired", true, 5, 0, 1);
    String text = receipt.sign(satellite.serial(), TEST_RING.identity("agents-1")::sign).text();
    assertThat(text.length()).isLessThan(SignedSatelliteOrder.OCTETS / 2 * 2);
    assertThat(SatelliteReceipt.verified(text, satellite, off.id())).isEqualTo(receipt);
    assertThatThrownBy(() -> SatelliteReceipt.verified(text, satellite, signed(ADA, "on", 6).id()))
        .hasMessageContaining("receipt");
    Ring.Party other = RING.party("agents-2").orElseThrow();
    assertThatThrownBy(() -> SatelliteReceipt.verified(text, other, off.id()))
        .isInstanceOf(EvidenceException.class);
  }

  private static SignedSatelliteOrder forged(SatelliteOrder order, String forger) {
    return SignedSatelliteOrder.byCard(
        order, RING.agent(order.by()).orElseThrow().serial(), TEST_RING.cardSigner(forger));
  }

  private static void assertRefused(byte[] datagram, String satellite, String check) {
    assertThatThrownBy(() -> SignedSatelliteOrder.authentic(datagram, RING, satellite))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  @Test
  void theVoteOfAnOperatorWhoWasRevokedSinceCountsNoMore() {
    Ring ring = TEST_RING.freshRing();
    book = new SatelliteBook("sat-1", ring, new SatelliteOperators(List.of(ADA, BEN, EVE), 2));
    assertThat(take(signed(ADA, "off", 5))).isEqualTo("pending");
    TEST_RING.take(ring, RingChange.of(ring).revoke(ADA));

    SatelliteReceipt bens = take(signed(BEN, "off", 6), NOW);

    assertThat(bens.result()).isEqualTo("pending");
    assertThat(bens.votes()).isEqualTo(1);
    assertThat(state.isOn("device-1")).isTrue();
    assertThat(take(signed(ADA, "off", 7))).isEqualTo("order:revoked");
    assertThat(take(signed(EVE, "off", 8))).isEqualTo("done");
  }
}
