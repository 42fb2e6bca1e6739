package io.countersign.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.wire.RecordMark;
import io.countersign.protocol.wire.RecordTaker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the ring's records a node's log says that it took (I3). */
class RecordMarkTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);

  private final Ring ring = RING.freshRing();
  private final TestNode node = TestNode.quickCobalt();
  private MemoryStore store = new MemoryStore();

  RecordMarkTest() throws IOException {
    NodeLog.create(store, node.owner(), TestNode.CLOCK, LogLimits.SEGMENT_OCTETS).close();
  }

  private void revoke(Ring of, String name) {
    RING.take(of, RingChange.of(of).revoke(name));
  }

  /** What the log says of records after a start with the ring as it is. */
  private List<LogRecord> started(Ring with) throws IOException {
    RecordMark mark = new RecordMark();
    try (NodeLog log =
        NodeLog.open(store, node.owner(), TestNode.CLOCK, LogLimits.SEGMENT_OCTETS, mark)) {
      mark.agree(with, log);
    }
    List<LogRecord> said = new ArrayList<>();
    NodeLog.open(store, node.owner(), TestNode.CLOCK, LogLimits.SEGMENT_OCTETS, said::add).close();
    said.removeIf(record -> !record.kind().equals(RecordTaker.KIND));
    return said;
  }

  @Test
  void whatCameIntoForceWithoutTheLogIsRecordedAtTheStartAndOnce() throws IOException {
    assertThat(started(ring)).isEmpty();
    revoke(ring, TestRing.VISITOR);
    revoke(ring, "agent-1-1");

    List<LogRecord> said = started(ring);

    assertThat(said).extracting(record -> record.number("sequence")).containsExactly(1L, 2L);
    assertThat(said.get(0).text("hash")).isEqualTo(ring.hash(1).orElseThrow().hex());
    assertThat(said.get(1).text("hash")).isEqualTo(ring.hash().hex());
    assertThat(started(ring)).isEqualTo(said);
  }

  @Test
  void aNodeWhoseRecordsWereRolledBackDoesNotStart() throws IOException {
    Ring before = RING.freshRing();
    revoke(before, TestRing.VISITOR);
    revoke(ring, TestRing.VISITOR);
    revoke(ring, "agent-1-1");
    started(ring);

    assertThatThrownBy(() -> started(RING.freshRing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("record 2 of ring test was in force, this node has only record 0");
    started(ring);
  }

  @Test
  void aNodeWhoseRecordWasReplacedDoesNotStart() throws IOException {
    Ring other = RING.freshRing();
    revoke(ring, TestRing.VISITOR);
    revoke(other, "agent-2-1");
    started(ring);

    assertThatThrownBy(() -> started(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the folder records/ is another");
    revoke(other, TestRing.VISITOR);
    assertThatThrownBy(() -> started(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
