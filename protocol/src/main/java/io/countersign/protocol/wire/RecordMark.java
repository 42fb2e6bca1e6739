package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogRecord;
import java.util.function.Consumer;

/**
 * The latest of the ring's records that a node's log says it took: a node whose records were rolled
 * back, and who would believe a revoked party again, does not start (I3). Thread: one.
 */
public final class RecordMark implements Consumer<LogRecord> {
  private long sequence;

  @Override
  public void accept(LogRecord record) {
    if (record.kind().equals(RecordTaker.KIND)) {
      sequence = Math.max(sequence, record.number("sequence"));
    }
  }

  /**
   * @throws IllegalArgumentException if the log tells of a later record than the node has
   */
  public void requireIn(Ring ring) {
    if (sequence > ring.sequence()) {
      throw new IllegalArgumentException(
          "the log says that record %d of ring %s was in force, this node has only record %d: copy the missing files of its folder records/ from another node"
              .formatted(sequence, ring.name(), ring.sequence()));
    }
  }
}
