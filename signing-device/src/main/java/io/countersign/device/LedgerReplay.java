package io.countersign.device;

import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.wire.HeadWitness;
import io.countersign.protocol.wire.RecordMark;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds a device's log into its memory while the log is read, keeping no record. What was over when
 * a record was written is forgotten on the way, and what a device would have no room for is
 * retired, so that a long log needs no more memory than a running device.
 *
 * <p>A request counts as over by the earlier of the record's time and now: a clock that is ahead
 * now, or was ahead once, makes nothing forgotten that is still valid. Thread: one.
 */
final class LedgerReplay implements Consumer<LogRecord> {
  /** So many records are read between two looks for what is over. */
  static final int STRIDE = 1_000;

  private final DeviceLimits limits;
  private final Clock clock;
  private AttemptLedger ledger = AttemptLedger.EMPTY;
  private HeadWitness heads = HeadWitness.NONE;
  private final RecordMark ringRecords = new RecordMark();
  private final LockOutMemory lockOuts = new LockOutMemory();
  private long records;
  private @Nullable IllegalStateException unreadable;

  LedgerReplay(DeviceLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public void accept(LogRecord record) {
    if (unreadable != null) {
      return;
    }
    try {
      ledger = RecordReader.read(record).map(ledger::with).orElse(ledger);
      heads = heads.replayed(record);
      ringRecords.accept(record);
      lockOuts.accept(record);
    } catch (IllegalStateException e) {
      unreadable = e;
      return;
    }
    records++;
    if (records % STRIDE == 0) {
      Instant when = earlier(record.at(), clock.instant());
      ledger = ledger.forget(when).settledIfOver(limits, when);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /**
   * What the device remembers.
   *
   * @throws IllegalStateException if a record cannot be read by this program: a device that does
   *     not know what it did must not act
   */
  AttemptLedger ledger() {
    if (unreadable != null) {
      throw unreadable;
    }
    return ledger;
  }

  /** Whom it has locked out. */
  LockOutMemory lockOuts() {
    return lockOuts;
  }

  /** The latest of the ring's records that it took. */
  RecordMark records() {
    return ringRecords;
  }

  /** What it recorded of other nodes' logs. */
  HeadWitness heads() {
    return heads;
  }
}
