package io.countersign.coordinator;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogSigner;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.wire.HeadSpeaker;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.RecordMark;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A coordinator's log (I7), opened, and what it says of other nodes' logs. What requests are and
 * how far they came is in the journal; this is what others may check. Its kinds of records are in
 * {@code deploy/docs/node-log.md}.
 *
 * <p>Secrets: the identity key, behind its signer.
 */
public final class CoordinatorLog implements Closeable {
  /** Kind of record: a life of this node began. */
  static final String NODE_STARTED = "node-started";

  private final NodeLog log;
  private final LogOwner owner;
  private final HeadWitness heads;

  private CoordinatorLog(NodeLog log, LogOwner owner, HeadWitness heads) {
    this.log = log;
    this.owner = owner;
    this.heads = heads;
  }

  /**
   * Opens the log of a coordinator, verifies it whole, and records that this life began.
   *
   * @param store is closed if that fails
   * @param name of the coordinator in the ring's record
   * @param identity signs with the key that the record names
   * @throws io.countersign.protocol.log.LogDamaged if it is missing, altered or another node's
   * @throws io.countersign.protocol.log.LogUnwritable if it cannot be written: the coordinator must
   *     not act
   */
  public static CoordinatorLog open(
      LogStore store, String name, Ring ring, LogSigner identity, Clock clock) throws IOException {
    Witnessed witnessed = new Witnessed();
    LogOwner owner = owner(name, ring, identity);
    NodeLog log = NodeLog.open(store, owner, clock, LogLimits.SEGMENT_OCTETS, witnessed);
    boolean begun = false;
    try {
      witnessed.records.agree(ring, log);
      Map<String, Object> body = new HashMap<>(Map.of("record", ring.sequence()));
      log.torn().ifPresent(torn -> body.put("torn", torn.copy()));
      log.commit(List.of(LogEntry.of(NODE_STARTED, body)));
      begun = true;
    } finally {
      if (!begun) {
        log.close();
      }
    }
    return new CoordinatorLog(log, owner, witnessed.heads);
  }

  static LogOwner owner(String name, Ring ring, LogSigner identity) {
    Ring.Party party =
        ring.party(name)
            .orElseThrow(() -> new IllegalArgumentException("the ring has no party " + name));
    return new LogOwner(new NodeIdentity(name, party.serial()), identity, party::verify);
  }

  /** Where it stands. Any thread; never waits for the disk. */
  LogHead head() {
    return log.head();
  }

  /** Who says where it stands. */
  HeadSpeaker speaker() {
    return new HeadSpeaker(owner.identity(), owner.signer());
  }

  /** What it held of other nodes' heads when it was opened. */
  HeadWitness heads() {
    return heads;
  }

  /** The log itself; one committer writes it. */
  NodeLog log() {
    return log;
  }

  @Override
  public void close() throws IOException {
    log.close();
  }

  private static final class Witnessed implements Consumer<LogRecord> {
    private HeadWitness heads = HeadWitness.NONE;
    private final RecordMark records = new RecordMark();

    @Override
    public void accept(LogRecord record) {
      heads = heads.replayed(record);
      records.accept(record);
    }
  }
}
