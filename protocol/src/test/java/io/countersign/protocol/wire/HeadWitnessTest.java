package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Heads are said once a second, and recorded so that a log that was cut or forked shows (I7). */
class HeadWitnessTest {
  private static final TestRing RING = TestRing.of(2, 2, 2, 2);
  private static final Duration PERIOD = Duration.ofMinutes(10);
  private static final String A = "aa".repeat(32);
  private static final String B = "bb".repeat(32);

  private final List<LogEntry> log = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private HeadWitness witness = HeadWitness.NONE;
  private Instant now = Instant.parse("2026-11-21T09:00:00Z");

  @Test
  void aNewerHeadIsRecordedOnceInAPeriod() {
    tell(head("device-2", 5, A), head("agents-1", 7, A));
    tell(head("device-2", 6, B));
    later(PERIOD.minusMillis(1));
    tell(head("device-2", 8, B));
    assertThat(log).hasSize(2);
    later(Duration.ofMillis(1));
    tell(head("device-2", 9, B));

    assertThat(kinds()).containsExactly("witness", "witness", "witness");
    assertThat(HeadWitness.statements(record(2))).containsExactly(head("device-2", 9, B));
  }

  @Test
  void theSameHeadIsNotRecordedAgainNorIsItsOwn() {
    tell(head("device-2", 5, A));
    later(PERIOD.multipliedBy(2));
    tell(head("device-2", 5, A), head("device-1", 50, A));
    newLife();
    tell(head("device-2", 5, A));

    assertThat(kinds()).containsExactly("witness");
    assertThat(wrong).isEmpty();
  }

  @Test
  void aNewLifeRecordsANewerHeadAtOnceAndRemembersTheLast() {
    tell(head("device-2", 5, A));
    newLife();
    tell(head("device-2", 6, B));
    newLife();
    tell(head("device-2", 6, A));

    assertThat(kinds()).containsExactly("witness", "witness", "fork-seen");
  }

  @Test
  void twoHeadsOfOneNumberAreAProof() {
    tell(head("device-2", 5, A));
    tell(head("device-2", 5, B));
    tell(head("device-2", 5, B));

    assertThat(kinds()).containsExactly("witness", "fork-seen");
    assertThat(record(1).flag("proof")).isTrue();
    assertThat(HeadWitness.statements(record(1)))
        .containsExactly(head("device-2", 5, B), head("device-2", 5, A))
        .allMatch(head -> head.saidBy(RING.ring().party("device-2").orElseThrow()));
  }

  @Test
  void aSmallerNumberIsASuspicionOnceInAPeriod() {
    tell(head("device-2", 9, A));
    tell(head("device-2", 5, B));
    tell(head("device-2", 6, B));
    tell(head("device-2", 9, B));
    later(PERIOD);
    tell(head("device-2", 7, B));

    assertThat(kinds()).containsExactly("witness", "fork-seen", "fork-seen", "fork-seen");
    assertThat(List.of(record(1).flag("proof"), record(2).flag("proof"), record(3).flag("proof")))
        .containsExactly(false, true, false);
  }

  @Test
  void aClockThatGoesBackSilencesNothing() {
    tell(head("device-2", 5, A));
    now = now.minus(Duration.ofDays(365));
    tell(head("device-2", 6, A));

    assertThat(log).hasSize(2);
  }

  @Test
  void whatTheNodeDidNotSignIsToldAndNotRecorded() {
    HeadStatement good = head("device-2", 5, A);
    List.of(
            new HeadStatement("device-2", 6, good.hash(), good.signature()),
            new HeadStatement("agents-1", 5, good.hash(), good.signature()),
            new HeadStatement("device-2", 0, good.hash(), good.signature()),
            new HeadStatement("device-2", 5, Octets.EMPTY, good.signature()),
            new HeadStatement("no\u001bone", 5, good.hash(), good.signature()),
            head(TestRing.REQUESTER, 5, A),
            HeadStatement.NONE)
        .forEach(this::tell);

    assertThat(log).isEmpty();
    assertThat(wrong).hasSize(7).allMatch(text -> !text.contains("\u001b"));
  }

  @Test
  void whatFollowsAWrongStatementIsNotLookedAt() {
    HeadStatement good = head("device-2", 5, A);
    HeadStatement forged = new HeadStatement("device-2", 6, good.hash(), good.signature());
    HeadStatement formless = new HeadStatement("device-2", 0, good.hash(), good.signature());
    tell(head("agents-1", 7, A), forged, good, forged);
    tell(formless, good);

    assertThat(kinds()).containsExactly("witness");
    assertThat(HeadWitness.statements(record(0))).containsExactly(head("agents-1", 7, A));
    assertThat(wrong).hasSize(2);
  }

  @Test
  void aCoordinatorsLogIsWitnessedAsThatOfAnyNode() {
    tell(head(TestRing.COORDINATOR, 5, A));
    tell(head(TestRing.COORDINATOR, 4, A));

    assertThat(kinds()).containsExactly("witness", "fork-seen");
    assertThat(wrong).isEmpty();
  }

  @Test
  void recordsOfOtherFormsAreNothing() {
    LogRecord strange =
        new LogRecord(
            1, now, A, HeadWitness.WITNESS, java.util.Optional.empty(), Map.of("node", "device-2"));

    assertThat(HeadWitness.statements(strange)).isEmpty();
    assertThat(HeadWitness.NONE.replayed(strange)).isSameAs(HeadWitness.NONE);
  }

  @Test
  void aMessageCarriesABoundedNumber() {
    List<HeadStatement> many = java.util.Collections.nCopies(1000, head("device-2", 5, A));

    assertThat(new DeviceProtocol.Heads(many).heads()).hasSize(HeadStatement.MOST);
    assertThat(new AgentProtocol.AgentHeads(many).heads()).hasSize(HeadStatement.MOST);
  }

  @Test
  void aHeadIsSignedOnceAndAtMostOnceASecond() {
    AtomicInteger signed = new AtomicInteger();
    IdentitySigner key = RING.identity("device-1");
    HeadSpeaker speaker =
        new HeadSpeaker(
            new NodeIdentity("device-1", key.publicKey().serial()),
            message -> {
              signed.incrementAndGet();
              return key.sign(message);
            });
    Duration start = Duration.ofHours(-3);
    assertThat(speaker.state(new LogHead(2, A), start)).isEqualTo(head("device-1", 2, A));
    assertThat(speaker.state(new LogHead(3, B), start.plusMillis(999)).n()).isEqualTo(2);
    assertThat(speaker.state(new LogHead(4, B), start.plusMillis(1000)).n()).isEqualTo(4);
    assertThat(speaker.state(new LogHead(4, B), start.plusSeconds(60)).n()).isEqualTo(4);
    assertThat(signed).hasValue(2);
  }

  private void tell(HeadStatement... heads) {
    HeadWitness.Taken taken = witness.take(List.of(heads), RING.ring(), "device-1", now, PERIOD);
    witness = taken.witness();
    taken.findings().forEach(finding -> log.add(finding.entry()));
    taken.wrong().ifPresent(wrong::add);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private void newLife() {
    witness = HeadWitness.NONE;
    for (int i = 0; i < log.size(); i++) {
      witness = witness.replayed(record(i));
    }
  }

  private List<String> kinds() {
    return log.stream().map(LogEntry::kind).toList();
  }

  private LogRecord record(int i) {
    LogEntry entry = log.get(i);
    return new LogRecord(i + 1L, now, A, entry.kind(), entry.request(), entry.body());
  }

  private static HeadStatement head(String node, long n, String hash) {
    IdentitySigner identity = RING.identity(node);
    return HeadStatement.sign(
        new NodeIdentity(node, identity.publicKey().serial()),
        new LogHead(n, hash),
        identity::sign);
  }
}
