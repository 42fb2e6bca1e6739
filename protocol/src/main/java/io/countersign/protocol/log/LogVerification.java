package io.countersign.protocol.log;

import java.io.IOException;
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
   * @param lastGood the last seal before it
   * @param reason what was seen and wanted
   */
  public record Damaged(String file, long line, LogHead lastGood, String reason)
      implements Result {}

  private LogVerification() {}

  /**
   * Checks a folder.
   *
   * @param identity whose log it is expected to be, known from the ring's record
   * @param verifier that node's public key
   */
  public static Result of(Path folder, NodeIdentity identity, LogVerifier verifier)
      throws IOException {
    try (FileLogStore store = FileLogStore.readOnly(folder)) {
      return of(store, identity, verifier);
    } catch (LogDamaged e) {
      return new Damaged(e.file(), e.line(), new LogHead(0, Seals.NO_LINE_BEFORE), e.reason());
    }
  }

  static Result of(LogStore store, NodeIdentity identity, LogVerifier verifier) throws IOException {
    long[] count = new long[2];
    LogWalk walk =
        LogWalk.over(
            store,
            identity,
            (records, seal) -> {
              if (!Seals.holds(identity, verifier, seal)) {
                throw new MalformedLine("the seal's signature is wrong");
              }
              count[0] += records.size();
              count[1]++;
            });
    LogWalk.Flaw flaw = walk.flaw();
    Optional<String> damage = Recovery.damageAtEnd(store, walk, identity, verifier);
    if (flaw != null && damage.isPresent()) {
      return new Damaged(store.name(flaw.segment()), flaw.line(), walk.head(), damage.get());
    }
    if (walk.sealSegment() == 0) {
      return new Damaged(store.name(0), 0, walk.head(), "there is no sealed record in it");
    }
    return new Sound(walk.head(), count[0], count[1], unsealed(store, walk));
  }

  private static long unsealed(LogStore store, LogWalk walk) throws IOException {
    try (var in = store.read(walk.segment(), walk.sealedLength())) {
      return in.readNBytes(LogLimits.BATCH_OCTETS).length;
    }
  }
}
