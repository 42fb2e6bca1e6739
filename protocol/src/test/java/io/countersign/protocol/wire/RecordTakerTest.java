package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a node takes the next record; what would run beside it runs when the test says so (I3). */
class RecordTakerTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);

  private final Ring ring = RING.freshRing();
  private final Queue<Runnable> disk = new ArrayDeque<>();
  private final List<String> kept = new ArrayList<>();
  private boolean full;
  private final RecordTaker taker = new RecordTaker(ring, this::keep, disk::add);
  private final String first = revoking(TestRing.VISITOR);

  private void keep(Ring.Next next) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    kept.add(next.text());
  }

  private String revoking(String name) {
    return RING.next(ring, RingChange.of(ring).revoke(name));
  }

  private CompletableFuture<Ring.Next> begin(String text) {
    return taker.begin(text).orElseThrow().toCompletableFuture();
  }

  @Test
  void aRecordIsOnDiskBeforeItIsThereToBeTaken() {
    CompletableFuture<Ring.Next> taken = begin(first);
    assertThat(taken).isNotDone();
    assertThat(kept).isEmpty();

    disk.remove().run();
    assertThat(kept).containsExactly(first);
    assertThat(taken.join().text()).isEqualTo(first);
    assertThat(ring.sequence()).as("the caller puts it in force").isZero();
  }

  @Test
  void aRecordThatCannotBeKeptIsNotTakenAndMayBeToldAgain() {
    full = true;
    CompletableFuture<Ring.Next> failed = begin(first);
    disk.remove().run();
    assertThatThrownBy(failed::join)
        .hasCauseInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left on device");
    assertThat(taker.kept(null, new IOException("No space left on device"))).isEmpty();

    full = false;
    CompletableFuture<Ring.Next> again = begin(first);
    disk.remove().run();
    assertThat(again.join().sequence()).isEqualTo(1);
  }

  @Test
  void takesOneAtATime() {
    CompletableFuture<Ring.Next> taken = begin(first);
    assertThat(taker.begin(first)).isEmpty();
    assertThat(taker.begin(revoking("agent-1-1"))).isEmpty();
    disk.remove().run();
    assertThat(taker.begin(first)).as("it is not logged yet").isEmpty();

    taker.obey(taken.join());
    assertThat(disk).isEmpty();
    begin(revoking("agent-1-1"));
    assertThat(disk).hasSize(1);
  }

  @Test
  void leavesARecordWhoseTurnItIsNot() {
    Ring ahead = RING.freshRing();
    ahead.take(ahead.next(first));
    String second = RING.next(ahead, RingChange.of(ahead).revoke("agent-1-1"));
    assertThat(taker.begin(second)).as("the one before was not heard yet").isEmpty();
    assertThat(taker.begin(RING.text())).isEmpty();

    ring.take(ring.next(first));
    assertThat(taker.begin(first)).as("told twice").isEmpty();
    assertThat(disk).isEmpty();
    begin(second);
  }

  @Test
  void believesNobodyButTheSwaKeyAndGoesOnAfterAForgery() {
    String forged =
        RingChange.unsigned(ring, RingChange.of(ring).revoke("device-1").record(Instant.now()))
            .with(new byte[256])
            .text();
    assertThatThrownBy(() -> taker.begin(forged))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo("ring-record:signature"));
    assertThatThrownBy(() -> taker.begin("no record")).isInstanceOf(EvidenceException.class);
    assertThat(disk).isEmpty();
    begin(first);
  }
}
