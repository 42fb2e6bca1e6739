package io.countersign.protocol.log;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings a store to its last seal: verifies the whole chain, replays the records, sets an
 * unfinished end aside. The signature of the last seal covers every line before it, so that one is
 * verified; when anything is wrong, {@link LogVerification} names the first bad line.
 */
final class Recovery {
  private final LogStore store;
  private final LogOwner owner;
  private final Clock clock;

  Recovery(LogStore store, LogOwner owner, Clock clock) {
    this.store = store;
    this.owner = owner;
    this.clock = clock;
  }

  /** Where writing goes on, and what was set aside. */
  record Recovered(LogHead head, int segment, long length, Optional<TornEnd> torn) {}

  Recovered run(Consumer<LogRecord> replay) throws IOException {
    LogWalk walk =
        LogWalk.over(store, owner.identity(), (records, seal, head) -> records.forEach(replay));
    requireSealed(walk);
    requireSignature(walk);
    int segment = walk.segment();
    long length = walk.sealedLength();
    Optional<TornEnd> torn = setAside(walk, segment, length);
    store.resume(segment, walk.lastBatchStart(), length);
    return new Recovered(walk.head(), segment, length, torn);
  }

  /**
   * Whether a store holds nothing that was ever sealed: it is empty, or its creation was
   * interrupted.
   */
  static boolean isUnborn(LogStore store, LogOwner owner) throws IOException {
    LogWalk walk = LogWalk.over(store, owner.identity(), (records, seal, head) -> {});
    return isUnborn(store, walk, owner);
  }

  private static boolean isUnborn(LogStore store, LogWalk walk, LogOwner owner) throws IOException {
    return walk.sealSegment() == 0
        && walk.segment() <= 1
        && damageAtEnd(store, walk, owner.identity(), owner.verifier()).isEmpty();
  }

  private void requireSealed(LogWalk walk) throws IOException {
    if (isUnborn(store, walk, owner)) {
      throw new LogDamaged(
          store.name(0),
          0,
          "there is no log in it, or its creation was interrupted",
          "A new node: create its log. A node that has run: restore the folder");
    }
  }

  private void requireSignature(LogWalk walk) throws IOException {
    LogRecord seal = walk.lastSeal();
    if (seal != null && !Seals.holds(owner.identity(), owner.verifier(), seal)) {
      LogVerification.Result result = LogVerification.of(store, owner.identity(), owner.verifier());
      if (result instanceof LogVerification.Damaged damaged) {
        throw LogDamaged.at(damaged.file(), damaged.line(), damaged.reason());
      }
      throw LogDamaged.at(
          store.name(walk.sealSegment()), walk.sealLine(), "the seal's signature is wrong");
    }
  }

  private Optional<TornEnd> setAside(LogWalk walk, int segment, long length) throws IOException {
    LogWalk.Flaw flaw = walk.flaw();
    if (flaw == null && walk.acceptedLength() == length) {
      return Optional.empty();
    }
    Optional<String> damage = damageAtEnd(store, walk, owner.identity(), owner.verifier());
    if (flaw != null && damage.isPresent()) {
      throw LogDamaged.at(store.name(flaw.segment()), flaw.line(), damage.get());
    }
    return Optional.of(new TornEnd(store.setAside(segment, length, clock.instant()), segment));
  }

  /** Why what follows the last seal is not an unfinished write; empty if it is one. */
  static Optional<String> damageAtEnd(
      LogStore store, LogWalk walk, NodeIdentity identity, LogVerifier verifier)
      throws IOException {
    LogWalk.Flaw flaw = walk.flaw();
    int tail = store.segments().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (flaw == null) {
      return Optional.empty();
    }
    if (flaw.segment() != tail || flaw.line() == 0) {
      return Optional.of(flaw.reason());
    }
    byte[] octets;
    try (InputStream in = store.read(tail, walk.sealedLength())) {
      octets = in.readNBytes(LogLimits.BATCH_OCTETS + 1);
    }
    boolean unfinished =
        octets.length <= LogLimits.BATCH_OCTETS
            && new UnsealedEnd(octets, walk.sealedLength())
                .isUnfinishedWrite(
                    Math.toIntExact(flaw.offset() - walk.sealedLength()),
                    line -> isSeal(line, identity, verifier));
    return unfinished ? Optional.empty() : Optional.of(flaw.reason());
  }

  private static boolean isSeal(byte[] line, NodeIdentity identity, LogVerifier verifier) {
    try {
      LogRecord record = LogLines.parse(line);
      return record.isSeal() && Seals.holds(identity, verifier, record);
    } catch (MalformedLine e) {
      return false;
    }
  }
}
