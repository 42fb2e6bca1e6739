package io.countersign.protocol.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks a log without changing it, every line and every seal's signature, and names the first bad
 * record. Takes no lock: a running node's log and an auditor's copy are checked alike.
 */
public final class LogVerification {

  /** What a check found. */
  public sealed interface Result permits Sound, Damaged {}

  /**
   * Everything up to the head is as the node wrote it.
   *
   * @param head the last seal; compare it with heads that other nodes saw
   * @param records records without seals
   * @param seals seals, all with good signatures
   * @param unsealedOctets octets after the last seal: a batch under way or an unfinished write
   */
  public record Sound(LogHead head, long records, long seals, long unsealedOctets)
      implements Result {}

  /**
   * The first bad place.
   *
   * @param file path of the segment
   * @param line from 1; 0 when the segment as a whole is meant
   * @param record number of the first bad record: what stands there, or had to stand there; 0 when
   *     the log could not be read so far
   * @param lastGood the last seal before it
   * @param reason what was seen and wanted
   */
  public record Damaged(String file, long line, long record, LogHead lastGood, String reason)
      implements Result {}

  /**
   * Is shown what a check reads, in order, batch by batch, each after its seal was found good. Also
   * of a damaged log it is shown what precedes the damage.
   */
  public interface Visitor {
    /** A record, genesis among them, no seal. */
    void record(LogRecord record);

    /** The seal of the records shown last. */
    void seal(LogHead head);
  }

  private static final Visitor NOBODY =
      new Visitor() {
        @Override
        public void record(LogRecord record) {}

        @Override
        public void seal(LogHead head) {}
      };

  private LogVerification() {}

  /**
   * Checks a folder.
   *
   * @param identity whose log it is expected to be, known from the ring's record
   * @param verifier that node's public key
   */
  public static Result of(Path folder, NodeIdentity identity, LogVerifier verifier)
      throws IOException {
    return of(folder, identity, verifier, NOBODY);
  }

  /**
   * Checks a folder and shows what it reads. Memory: one batch, whatever the folder holds.
   *
   * @param identity whose log it is expected to be, known from the ring's record
   * @param verifier that node's public key
   */
  public static Result of(Path folder, NodeIdentity identity, LogVerifier verifier, Visitor visitor)
      throws IOException {
    try (FileLogStore store = FileLogStore.readOnly(folder)) {
      return of(store, identity, verifier, visitor);
    } catch (LogDamaged e) {
      return new Damaged(e.file(), e.line(), 0, new LogHead(0, Seals.NO_LINE_BEFORE), e.reason());
    }
  }

  /**
   * Whose log a folder says it holds: what its first line claims, not verified in any way. Empty if
   * there is no readable first line.
   *
   * @throws LogDamaged if the folder is missing or a link, or its first segment is a link
   */
  public static Optional<NodeIdentity> claimed(Path folder) throws IOException {
    try (FileLogStore store = FileLogStore.readOnly(folder)) {
      if (!store.segments().contains(1)) {
        return Optional.empty();
      }
      try (InputStream in = store.read(1, 0)) {
        LineReader.Line line = new LineReader(in).next();
        LogRecord first = line == null ? null : LogLines.parse(line.octets);
        return first == null || !first.isGenesis()
            ? Optional.empty()
            : Optional.of(new NodeIdentity(first.text("node"), first.text("serial")));
      } catch (MalformedLine | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  static Result of(LogStore store, NodeIdentity identity, LogVerifier verifier) throws IOException {
    return of(store, identity, verifier, NOBODY);
  }

  private static Result of(
      LogStore store, NodeIdentity identity, LogVerifier verifier, Visitor visitor)
      throws IOException {
    long[] count = new long[2];
    LogWalk walk =
        LogWalk.over(
            store,
            identity,
            (records, seal, head) -> {
              if (!Seals.holds(identity, verifier, seal)) {
                throw new MalformedLine("the seal's signature is wrong");
              }
              count[0] += records.size();
              count[1]++;
              records.forEach(visitor::record);
              visitor.seal(head);
            });
    LogWalk.Flaw flaw = walk.flaw();
    Optional<String> damage = Recovery.damageAtEnd(store, walk, identity, verifier);
    if (flaw != null && damage.isPresent()) {
      return damaged(store, walk.head(), flaw, damage.get(), identity, verifier);
    }
    if (walk.sealSegment() == 0) {
      return new Damaged(store.name(0), 0, 1, walk.head(), "there is no sealed record in it");
    }
    return new Sound(walk.head(), count[0], count[1], unsealed(store, walk));
  }

  /**
   * A link that is wrong says that one of two lines was altered. If the second is sealed as it
   * stands, it is the first.
   */
  private static Damaged damaged(
      LogStore store,
      LogHead lastGood,
      LogWalk.Flaw flaw,
      String reason,
      NodeIdentity identity,
      LogVerifier verifier)
      throws IOException {
    boolean other =
        flaw.record() > 1
            && reason.equals(Chain.WRONG_LINK)
            && isSealedAsItStands(store, flaw, identity, verifier);
    if (!other) {
      return new Damaged(store.name(flaw.segment()), flaw.line(), flaw.record(), lastGood, reason);
    }
    boolean sameSegment = flaw.line() > 1;
    int segment = sameSegment ? flaw.segment() : flaw.segment() - 1;
    return new Damaged(
        store.name(segment),
        sameSegment ? flaw.line() - 1 : lines(store, segment),
        flaw.record() - 1,
        lastGood,
        "the line was altered: the next one, which is sealed as it stands, has another hash of it");
  }

  private static boolean isSealedAsItStands(
      LogStore store, LogWalk.Flaw flaw, NodeIdentity identity, LogVerifier verifier)
      throws IOException {
    try (InputStream in = store.read(flaw.segment(), flaw.offset())) {
      LineReader lines = new LineReader(in);
      byte[] before = new byte[0];
      for (long n = flaw.record(); n <= flaw.record() + LogLimits.BATCH_RECORDS; n++) {
        LineReader.Line line = lines.next();
        if (line == null || !line.terminated) {
          return false;
        }
        LogRecord record = LogLines.parse(line.octets);
        boolean linked = n == flaw.record() || record.prev().equals(Seals.hash(before));
        if (record.n() != n || !linked) {
          return false;
        }
        if (record.isSeal()) {
          return Seals.holds(identity, verifier, record);
        }
        before = line.octets;
      }
    } catch (MalformedLine e) {
      return false;
    }
    return false;
  }

  private static long lines(LogStore store, int segment) throws IOException {
    try (InputStream in = store.read(segment, 0)) {
      LineReader lines = new LineReader(in);
      long number = 0;
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        number = line.number;
      }
      return number;
    }
  }

  private static long unsealed(LogStore store, LogWalk walk) throws IOException {
    try (var in = store.read(walk.segment(), walk.sealedLength())) {
      return in.readNBytes(LogLimits.BATCH_OCTETS).length;
    }
  }
}
