package io.countersign.protocol.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a store from genesis, streaming: at most one batch in memory. Stops at the first
 * flaw; whether an unsealed end is a flaw or an unfinished write is for the caller to say.
 */
final class LogWalk {

  /** Receives each sealed batch; throws to name the seal as the flaw. */
  @FunctionalInterface
  interface Visitor {
    void batch(List<LogRecord> records, LogRecord seal, LogHead head) throws MalformedLine;
  }

  /**
   * A place and what is wrong there; line 0 means the segment as a whole.
   *
   * @param record number of the record that had to stand there
   */
  record Flaw(int segment, long line, long offset, long record, String reason) {}

  private final LogStore store;
  private final Chain chain;
  private final Visitor visitor;
  private int segment;
  private int sealSegment;
  private long batchStart;
  private long sealEnd;
  private long sealLine;
  private long end;
  private LogHead head;
  private @Nullable LogRecord lastSeal;
  private @Nullable Flaw flaw;

  private LogWalk(LogStore store, NodeIdentity identity, Visitor visitor) {
    this.store = store;
    this.chain = new Chain(identity);
    this.visitor = visitor;
    this.head = chain.head();
  }

  static LogWalk over(LogStore store, NodeIdentity identity, Visitor visitor) throws IOException {
    LogWalk walk = new LogWalk(store, identity, visitor);
    List<Integer> segments = store.segments();
    for (int i = 0; i < segments.size() && walk.flaw == null; i++) {
      walk.segment = segments.get(i);
      if (walk.segment != i + 1) {
        walk.flaw = new Flaw(i + 1, 0, 0, walk.chain.next(), "the segment is missing");
      } else {
        walk.walkSegment(i + 1 == segments.size());
      }
    }
    return walk;
  }

  private void walkSegment(boolean last) throws IOException {
    end = 0;
    try (InputStream in = store.read(segment, 0)) {
      LineReader lines = new LineReader(in);
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        long record = chain.next();
        try {
          take(line);
        } catch (MalformedLine e) {
          flaw = new Flaw(segment, line.number, line.start, record, e.reason());
          return;
        }
        end = line.end;
      }
    }
    if (!last && (sealSegment != segment || sealEnd != end)) {
      flaw =
          new Flaw(
              segment,
              0,
              end,
              chain.next(),
              "a segment that others follow does not end with a seal");
    }
  }

  private void take(LineReader.Line line) throws MalformedLine {
    if (!line.terminated) {
      throw new MalformedLine(
          line.octets.length > LogLimits.LINE_OCTETS
              ? "a line of more than " + LogLimits.LINE_OCTETS + " octets"
              : "a line without an end");
    }
    LogRecord record = chain.accept(line.octets);
    if (record.isSeal()) {
      visitor.batch(chain.takeBatch(), record, chain.head());
      batchStart = sealSegment == segment ? sealEnd : 0;
      sealSegment = segment;
      sealEnd = line.end;
      sealLine = line.number;
      lastSeal = record;
      head = chain.head();
    }
  }

  /** The first flaw, if there is one. */
  @Nullable Flaw flaw() {
    return flaw;
  }

  /** The last seal that was reached and that the visitor took; n = 0 before the first one. */
  LogHead head() {
    return head;
  }

  @Nullable LogRecord lastSeal() {
    return lastSeal;
  }

  /** Line of the last seal in its segment. */
  long sealLine() {
    return sealLine;
  }

  /** The segment the walk ended in; 0 for an empty store. */
  int segment() {
    return segment;
  }

  /** The segment of the last seal; 0 when there is none. */
  int sealSegment() {
    return sealSegment;
  }

  /** Where the last sealed octet of {@link #segment()} is followed by the next, in octets. */
  long sealedLength() {
    return sealSegment == segment ? sealEnd : 0;
  }

  /** Where the last sealed batch of {@link #segment()} begins. */
  long lastBatchStart() {
    return sealSegment == segment ? batchStart : 0;
  }

  /** How far lines were accepted in {@link #segment()}, in octets. */
  long acceptedLength() {
    return end;
  }
}
