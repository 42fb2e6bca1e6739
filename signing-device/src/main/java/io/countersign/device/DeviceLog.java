package io.countersign.device;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogLimits;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.log.TornEnd;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.RecordMark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A device's log: the node's log and the memory that was folded from it (I7; DESIGN.md "Decided
 * now" 4). It keeps no records. Writing happens on a thread of its own.
 *
 * <p>Thread: {@link #append} and {@link #head} are the device actor's; it has at most one append
 * outstanding, so that asking for the head never waits for the disk.
 */
public final class DeviceLog implements AutoCloseable {
  /**
   * The device has one append outstanding at a time, what it gathers meanwhile goes together; its
   * guard has few.
   */
  private static final int APPENDS_WAITING = 16;

  private final NodeLog log;
  private final GroupCommitter committer;
  private final HeadWitness heads;
  private final RecordMark records;
  private final LockOutMemory lockOuts;
  private @Nullable LedgerReplay replay;

  private DeviceLog(NodeLog log, LedgerReplay replay) {
    this.log = log;
    this.committer = GroupCommitter.start(log, APPENDS_WAITING);
    this.heads = replay.heads();
    this.records = replay.records();
    this.lockOuts = replay.lockOuts();
    this.replay = replay;
  }

  /**
   * Creates the log of a new device. A separate act from {@link #open}, done once when the device
   * is installed, so that a device whose log was lost does not begin a new one and forget its
   * votes.
   *
   * @param folder its parent must exist
   * @throws java.nio.file.FileAlreadyExistsException if there is a log already
   */
  public static void create(Path folder, String device, IdentitySigner identity, Clock clock)
      throws IOException {
    NodeLog.create(folder, owner(device, identity), clock).close();
  }

  /**
   * Opens a device's log: verifies it whole and replays it.
   *
   * @throws io.countersign.protocol.log.LogDamaged if it is missing, altered or another node's
   * @throws io.countersign.protocol.log.LogInUse if another process has it
   */
  public static DeviceLog open(Path folder, String device, IdentitySigner identity, Clock clock)
      throws IOException {
    return open(FileLogStore.open(folder), device, identity, clock);
  }

  /** As {@link #open(Path, String, IdentitySigner, Clock)} from a store, closed if that fails. */
  public static DeviceLog open(LogStore store, String device, IdentitySigner identity, Clock clock)
      throws IOException {
    LedgerReplay replay = new LedgerReplay(DeviceLimits.DEFAULT, clock);
    NodeLog log =
        NodeLog.open(store, owner(device, identity), clock, LogLimits.SEGMENT_OCTETS, replay);
    return new DeviceLog(log, replay);
  }

  /** Takes over a log that is open and holds no act. */
  static DeviceLog ofNew(NodeLog log, Clock clock) {
    return new DeviceLog(log, new LedgerReplay(DeviceLimits.DEFAULT, clock));
  }

  static LogOwner owner(String device, IdentitySigner identity) {
    return new LogOwner(
        new NodeIdentity(device, identity.publicKey().serial()),
        identity::sign,
        (message, signature) -> IdentityVerifier.verify(identity.publicKey(), message, signature));
  }

  /** What an interrupted write had left and opening set aside; it was never acknowledged. */
  public Optional<TornEnd> torn() {
    return log.torn();
  }

  /** The last seal: where the log stands. */
  public LogHead head() {
    return log.head();
  }

  /**
   * The device's memory as the log tells it. Handed over once, so that what the device forgets
   * later is not held here.
   *
   * @throws IllegalStateException if a record cannot be read by this program, or if it was handed
   *     over before
   */
  AttemptLedger handOverLedger() {
    LedgerReplay ready = replay;
    if (ready == null) {
      throw new IllegalStateException("this log's memory was handed over before");
    }
    replay = null;
    return ready.ledger();
  }

  /**
   * Holds it against the ring's records in force; before the device acts.
   *
   * @throws IllegalArgumentException as {@link RecordMark#agree}
   * @throws IOException if it cannot be written
   */
  public void agree(Ring ring) throws IOException {
    records.agree(ring, log);
  }

  /** Whom it says that the device has locked out before this life. */
  LockOutMemory lockOuts() {
    return lockOuts;
  }

  /** What was recorded of other nodes' logs before this life. */
  HeadWitness heads() {
    return heads;
  }

  /** Completes when the entries are durable; fails when they do not count. */
  CompletionStage<List<LogRecord>> append(List<LogEntry> entries) {
    return committer.submit(entries);
  }

  /** Waits for what was appended, then closes the log. */
  @Override
  public void close() throws IOException {
    committer.close();
  }
}
