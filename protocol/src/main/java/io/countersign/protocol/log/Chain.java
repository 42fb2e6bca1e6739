package io.countersign.protocol.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a log, line after line: form, number, link to the line before, genesis first, a seal
 * after at most {@link LogLimits#BATCH_RECORDS} records. Signatures are checked elsewhere.
 */
final class Chain {
  /** What is said of a line whose link is wrong. */
  static final String WRONG_LINK =
      "prev is not the hash of the line before: this line or that one was altered";

  private final NodeIdentity identity;
  private final List<LogRecord> batch = new ArrayList<>();
  private LogHead head = new LogHead(0, Seals.NO_LINE_BEFORE);
  private long n;
  private String prev = Seals.NO_LINE_BEFORE;

  Chain(NodeIdentity identity) {
    this.identity = identity;
  }

  /**
   * Takes the next line.
   *
   * @throws MalformedLine if it must not stand here; the chain is then of no further use
   */
  LogRecord accept(byte[] line) throws MalformedLine {
    LogRecord record = LogLines.parse(line);
    if (record.n() != n + 1) {
      throw new MalformedLine("number is " + record.n() + ", wanted " + (n + 1));
    }
    if (!record.prev().equals(prev)) {
      throw new MalformedLine(WRONG_LINK);
    }
    if (record.isGenesis() != (n == 0)) {
      throw new MalformedLine("the first record, and only that one, is of kind genesis");
    }
    if (record.isGenesis()) {
      requireGenesis(record);
    }
    if (record.isSeal() != record.has(Seals.SIGNATURE)) {
      throw new MalformedLine("a seal has a signature, and no other record has one");
    }
    if (record.isSeal() && batch.isEmpty()) {
      throw new MalformedLine("a seal without records before it");
    }
    if (!record.isSeal() && batch.size() == LogLimits.BATCH_RECORDS) {
      throw new MalformedLine("more than " + LogLimits.BATCH_RECORDS + " records without a seal");
    }
    n = record.n();
    prev = Seals.hash(line);
    if (record.isSeal()) {
      head = new LogHead(n, prev);
    } else {
      batch.add(record);
    }
    return record;
  }

  /** The records since the last seal, emptied by the call. */
  List<LogRecord> takeBatch() {
    List<LogRecord> taken = List.copyOf(batch);
    batch.clear();
    return taken;
  }

  /** Number of the next line. */
  long next() {
    return n + 1;
  }

  /** The last seal; n = 0 before the first one. */
  LogHead head() {
    return head;
  }

  private void requireGenesis(LogRecord record) throws MalformedLine {
    Object format = record.body().get("format");
    if (!Long.valueOf(LogLimits.FORMAT).equals(format)) {
      throw new MalformedLine(
          "the log is of format " + format + ", this program reads format " + LogLimits.FORMAT);
    }
    Object name = record.body().get("node");
    Object serial = record.body().get("serial");
    if (!identity.name().equals(name) || !identity.serial().equals(serial)) {
      throw new MalformedLine(
          "the log is of node "
              + name
              + " with serial "
              + serial
              + ", wanted "
              + identity.name()
              + " with serial "
              + identity.serial());
    }
  }
}
