package io.countersign.deploy.audit;

import io.countersign.deploy.audit.Contradictions.Contradiction;
import io.countersign.deploy.audit.Contradictions.Kind;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.log.LogVerification;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Result;
import io.countersign.protocol.log.LogVerification.Sound;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.wire.HeadStatement;
import io.countersign.protocol.wire.HeadWitness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what others recorded of one node's heads against that node's log. So many heads are held at
 * once; when there are more, the log is read once for each lot, always after the witness that named
 * them. Thread: one.
 */
final class WitnessCheck {
  /** Heads held at once. */
  private static final int LOT = 50_000;

  private final Path folder;
  private final Ring.Party party;
  private final int lot;
  private final Map<LogHead, Contradiction> missing = new HashMap<>();
  private final List<Contradiction> shown = new ArrayList<>();
  private long count;

  WitnessCheck(Path folder, Ring.Party party) {
    this(folder, party, LOT);
  }

  WitnessCheck(Path folder, Ring.Party party, int lot) {
    this.folder = folder;
    this.party = party;
    this.lot = lot;
  }

  /** Hears one witness while its log is verified. */
  final class Hearing implements LogVerification.Visitor {
    private final String witness;
    private long heads;
    private long newest;
    private long wrong;

    private Hearing(String witness) {
      this.witness = witness;
    }

    @Override
    public void record(LogRecord record) {
      for (HeadStatement said : HeadWitness.statements(record)) {
        if (said.node().equals(party.name())) {
          hear(record.n(), said);
        }
      }
    }

    @Override
    public void seal(LogHead head) {}

    private void hear(long record, HeadStatement said) {
      if (!said.saidBy(party)) {
        wrong = wrong == 0 ? record : wrong;
        return;
      }
      heads++;
      newest = Math.max(newest, said.n());
      if (missing.size() >= lot) {
        compare();
      }
      String hash = said.hash().hex();
      missing.putIfAbsent(
          new LogHead(said.n(), hash),
          new Contradiction(Kind.FORKED, witness, record, said.n(), hash));
    }

    long heads() {
      return heads;
    }

    long newest() {
      return newest;
    }

    long wrong() {
      return wrong;
    }
  }

  Hearing hearing(String witness) {
    return new Hearing(witness);
  }

  /** Reads the log for what was heard last, and says what it is by itself. */
  Result finish() {
    return compare();
  }

  Contradictions contradictions() {
    return new Contradictions(shown, count);
  }

  private Result compare() {
    Result result;
    try {
      result =
          LogVerification.of(
              folder,
              new NodeIdentity(party.name(), party.serial()),
              party::verify,
              new LogVerification.Visitor() {
                @Override
                public void record(LogRecord record) {}

                @Override
                public void seal(LogHead head) {
                  missing.remove(head);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Of a damaged log nothing is known from its first bad record on.
    long end = result instanceof Sound sound ? sound.head().n() : ((Damaged) result).lastGood().n();
    boolean whole = result instanceof Sound;
    missing.values().stream()
        .filter(head -> whole || head.n() <= end)
        .sorted(Comparator.comparingLong(Contradiction::n))
        .forEach(head -> add(head.n() > end ? truncated(head) : head));
    missing.clear();
    return result;
  }

  private void add(Contradiction contradiction) {
    count++;
    if (shown.size() < Contradictions.MOST_SHOWN) {
      shown.add(contradiction);
    }
  }

  private static Contradiction truncated(Contradiction head) {
    return new Contradiction(Kind.TRUNCATED, head.witness(), head.record(), head.n(), head.hash());
  }
}
