package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogUnwritable;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The latest of the ring's records that a node's log says it took: a node whose records were rolled
 * back or replaced, and who would believe a revoked party again, does not start (I3). Thread: one.
 */
public final class RecordMark implements Consumer<LogRecord> {
  private long sequence;
  private Octets hash = Octets.EMPTY;

  @Override
  public void accept(LogRecord record) {
    if (record.kind().equals(RecordTaker.KIND) && record.number("sequence") >= sequence) {
      sequence = record.number("sequence");
      hash = Octets.ofHex(record.text("hash"));
    }
  }

  /**
   * Holds the log against the node's records. Those in force that it does not tell of, because they
   * came as files or the node died between keeping and recording them, are recorded.
   *
   * @throws IllegalArgumentException if the log tells of a later record than the node has, or of
   *     another one of that number
   * @throws LogUnwritable if they cannot be recorded
   */
  public void agree(Ring ring, NodeLog log) throws LogUnwritable {
    if (sequence > ring.sequence()) {
      throw new IllegalArgumentException(
          "the log says that record %d of ring %s was in force, this node has only record %d: copy the missing files of its folder records/ from another node"
              .formatted(sequence, ring.name(), ring.sequence()));
    }
    if (sequence > 0 && !ring.hash(sequence).orElseThrow().equals(hash)) {
      throw new IllegalArgumentException(
          "the log says that record %d of ring %s was the one with hash %s, in the folder records/ is another: copy its files from a node that can be trusted"
              .formatted(sequence, ring.name(), hash.hex()));
    }
    List<LogEntry> missing = new ArrayList<>();
    for (long number = sequence + 1; number <= ring.sequence(); number++) {
      missing.add(RecordTaker.entry(number, ring.hash(number).orElseThrow()));
    }
    for (int from = 0; from < missing.size(); from += LogLimits.BATCH_RECORDS) {
      log.commit(missing.subList(from, Math.min(missing.size(), from + LogLimits.BATCH_RECORDS)));
    }
  }
}
