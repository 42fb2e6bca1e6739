package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.GroupCommitter;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import io.countersign.protocol.wire.RecordTaker;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol.Pass;
import io.countersign.protocol.wire.Subject;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * What a message server writes into its log, and what it does once that is durable, in order (I7).
 * Thread: one.
 */
final class ServerRecords {
  private static final int APPENDS_WAITING = 4;

  private final RecordedQueue queue;
  private final MessageServerSetup setup;
  private final String device;
  private final Supplier<Logger> forOperator;
  private Notices notices = Notices.NONE;

  /**
   * Takes the log over.
   *
   * @param forOperator gets the notices, too
   */
  ServerRecords(MessageServerSetup setup, Supplier<Logger> forOperator) {
    this.queue = new RecordedQueue(GroupCommitter.start(setup.log(), APPENDS_WAITING));
    this.setup = setup;
    this.device = setup.device();
    this.forOperator = forOperator;
  }

  void started() {
    queue.add(
        LogEntry.of("node-started", Map.of("device", device, "record", setup.ring().hash().hex())));
  }

  void linked(boolean now) {
    forOperator.get().info("{} {}", device, now ? "is connected" : "is not connected any more");
    queue.add(LogEntry.of(now ? "device-linked" : "device-lost", Map.of("device", device)));
  }

  void passedIn(LineToDevice.Waiting next, Runnable act) {
    queue.add(passed("passed-in", "from", next.from(), next.about(), next.message()), act);
  }

  void passedOut(String to, Subject about, SealedEnvelope sealed, Runnable act) {
    queue.add(passed("passed-out", "to", to, about, sealed), act);
  }

  /** Of what is about no request nothing is recorded; so of probes. */
  private static Optional<LogEntry> passed(
      String kind, String direction, String party, Subject about, SealedEnvelope sealed) {
    Octets request = about.request();
    if (request.length() != Pass.REQUEST_OCTETS) {
      return Optional.empty();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(direction, party);
    body.put("attempt", (long) about.attempt());
    body.put("octets", (long) sealed.length());
    return Optional.of(LogEntry.of(kind, request.hex(), body));
  }

  void recordTaken(Ring.Next next, Runnable act) {
    queue.add(Optional.of(RecordTaker.entry(next.sequence(), next.hash())), act);
  }

  void lockedOut(LockedOut out) {
    notice(new DeviceRecord.SenderLockedOut(out));
  }

  /** Bounded, so that nobody fills the disk with what is refused (I8). */
  void refused(String check, String detail) {
    Instant now = setup.clock().instant();
    Notices.Noted noted =
        notices.note(new DeviceRecord.BadMessage(check, detail), check, now, setup.limits());
    notices = noted.notices();
    noted.records().forEach(this::notice);
  }

  private void notice(DeviceRecord record) {
    forOperator.get().warn("{}", NoteText.of(record).text());
    queue.add(DeviceRecords.entry(record));
  }

  /** As {@link RecordedQueue#next}. */
  Optional<CompletionStage<List<LogRecord>>> next() {
    return queue.next();
  }

  /** As {@link RecordedQueue#synced}. */
  void synced() {
    queue.synced();
  }

  /** Waits for what is being written, then closes the log. */
  void close() throws IOException {
    queue.close();
  }
}
