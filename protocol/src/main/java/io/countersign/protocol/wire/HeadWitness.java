package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node records of other nodes' heads, so that a log that was cut off, rolled back or forked
 * shows in the others' logs (I7). A pure function of what it recorded and what it is told:
 *
 * <pre>
 *   larger n, right signature       witness    at most one per node and period, and one per life
 *   same n, other hash, both right  fork-seen  proof: the node signed both
 *   smaller n, right signature      fork-seen  no proof: an old statement repeated looks the same
 *   same head, own head             nothing
 *   form or signature is wrong      nothing, told to the caller; what follows is not looked at
 * </pre>
 *
 * <p>Of each node at most one {@code fork-seen} with proof and one without are written in a period;
 * the first of a life at once. A {@code witness} record makes a new head of its own log, which
 * others record in turn; the period bounds that, so that it is no more than one small record per
 * pair of nodes and period. A signature is verified only where a record depends on it.
 *
 * <p>Immutable; holds one statement per node. No secrets.
 */
public final class HeadWitness {
  /** Kind of record: another node's head. */
  public static final String WITNESS = "witness";

  /** Kind of record: another node's statements do not fit one log. */
  public static final String FORK_SEEN = "fork-seen";

  /** Knows of nobody's head. */
  public static final HeadWitness NONE = new HeadWitness(Map.of());

  private final Map<String, Known> nodes;

  /** The last statement that was recorded of a node, and when what was recorded in this life. */
  private record Known(
      HeadStatement last,
      @Nullable Instant witnessed,
      @Nullable Instant proven,
      @Nullable Instant suspected) {}

  /**
   * Something to record.
   *
   * @param alarm whether it needs attention: {@code fork-seen}
   * @param text one sentence
   */
  public record Finding(LogEntry entry, boolean alarm, String text) {}

  /**
   * What came of statements.
   *
   * @param wrong one sentence about the first statement that was wrong, for nobody could have meant
   *     it; empty if none was
   */
  public record Taken(HeadWitness witness, List<Finding> findings, Optional<String> wrong) {
    public Taken {
      findings = List.copyOf(findings);
    }
  }

  private HeadWitness(Map<String, Known> nodes) {
    this.nodes = Map.copyOf(nodes);
  }

  /**
   * With a record of the node's own log, as it is replayed; those of other kinds change nothing.
   */
  public HeadWitness replayed(LogRecord record) {
    if (!record.kind().equals(WITNESS)) {
      return this;
    }
    return statements(record).stream()
        .reduce(this, (w, s) -> w.with(s.node(), new Known(s, null, null, null)), (a, b) -> b);
  }

  /**
   * The statements that a record of kind {@link #WITNESS} or {@link #FORK_SEEN} holds, of which no
   * signature was verified; none for other kinds and for what cannot be read.
   */
  public static List<HeadStatement> statements(LogRecord record) {
    try {
      if (record.kind().equals(WITNESS)) {
        return List.of(statement(record, "n", "hash", "signature"));
      }
      if (record.kind().equals(FORK_SEEN)) {
        return List.of(
            statement(record, "n", "hash", "signature"),
            statement(record, "seenN", "seenHash", "seenSignature"));
      }
    } catch (IllegalArgumentException e) {
      return List.of();
    }
    return List.of();
  }

  /**
   * Takes what a coordinator passed on, up to the first statement that is wrong: an honest one
   * passes none on, so what follows is not worth a verification.
   *
   * @param self name of this node, whose own head is nothing
   * @param every the period: a positive time
   */
  public Taken take(List<HeadStatement> told, Ring ring, String self, Instant now, Duration every) {
    HeadWitness witness = this;
    List<Finding> findings = new ArrayList<>();
    for (HeadStatement statement : told) {
      String node = statement.node();
      if (!node.equals(self)) {
        Optional<Ring.Party> party = ring.party(node).filter(HeadWitness::keepsALog);
        if (party.isEmpty() || !statement.formed()) {
          String wrong = "a head of '" + Name.printable(node) + "' that is none";
          return new Taken(witness, findings, Optional.of(wrong));
        }
        if (witness.isNews(statement, now, every)) {
          if (!statement.saidBy(party.get())) {
            String wrong = "a head of " + node + " with a wrong signature";
            return new Taken(witness, findings, Optional.of(wrong));
          }
          witness = witness.with(statement, now, findings);
        }
      }
    }
    return new Taken(witness, findings, Optional.empty());
  }

  /** The greatest head of each node that was taken. */
  public Collection<HeadStatement> latest() {
    return nodes.values().stream().map(known -> known.last).toList();
  }

  private static boolean keepsALog(Ring.Party party) {
    return party.role() == Role.DEVICE
        || party.role() == Role.AGENTS
        || party.role() == Role.MESSAGE_SERVER
        || party.role() == Role.COORDINATOR;
  }

  private Known known(String node) {
    return nodes.getOrDefault(node, new Known(HeadStatement.NONE, null, null, null));
  }

  /** Whether it would be recorded. */
  private boolean isNews(HeadStatement told, Instant now, Duration every) {
    Known known = known(told.node());
    long last = known.last.n();
    Instant before =
        told.n() > last ? known.witnessed : told.n() == last ? known.proven : known.suspected;
    return !told.sameHead(known.last) && isDue(before, now, every);
  }

  /** With news that the node signed. */
  private HeadWitness with(HeadStatement told, Instant now, List<Finding> findings) {
    Known known = known(told.node());
    HeadStatement last = known.last;
    if (told.n() > last.n()) {
      findings.add(witness(told));
      return with(told.node(), new Known(told, now, known.proven, known.suspected));
    }
    boolean proof = told.n() == last.n();
    findings.add(fork(told, last, proof));
    return with(
        told.node(),
        proof
            ? new Known(last, known.witnessed, now, known.suspected)
            : new Known(last, known.witnessed, known.proven, now));
  }

  private HeadWitness with(String node, Known known) {
    Map<String, Known> more = new HashMap<>(nodes);
    more.put(node, known);
    return new HeadWitness(more);
  }

  /** A clock that went back makes it due, too. */
  private static boolean isDue(@Nullable Instant before, Instant now, Duration every) {
    return before == null || now.isBefore(before) || !now.isBefore(before.plus(every));
  }

  private static Finding witness(HeadStatement told) {
    Map<String, Object> body = body(told);
    return new Finding(
        LogEntry.of(WITNESS, body),
        false,
        "the log of " + told.node() + " stands at record " + told.n());
  }

  private static Finding fork(HeadStatement told, HeadStatement last, boolean proof) {
    Map<String, Object> body = body(told);
    body.put("seenN", last.n());
    body.put("seenHash", last.hash().hex());
    body.put("seenSignature", last.signature().hex());
    body.put("proof", proof);
    String text =
        proof
            ? "signed two different heads as record " + told.n() + ": its log was forked"
            : "tells record "
                + told.n()
                + " as its head, after record "
                + last.n()
                + ": its log was rolled back, or an old statement was repeated";
    return new Finding(LogEntry.of(FORK_SEEN, body), true, told.node() + " " + text);
  }

  private static Map<String, Object> body(HeadStatement told) {
    Map<String, Object> body = new HashMap<>();
    body.put("node", told.node());
    body.put("n", told.n());
    body.put("hash", told.hash().hex());
    body.put("signature", told.signature().hex());
    return body;
  }

  private static HeadStatement statement(
      LogRecord record, String n, String hash, String signature) {
    return new HeadStatement(
        record.text("node"),
        record.number(n),
        Octets.ofHex(record.text(hash)),
        Octets.ofHex(record.text(signature)));
  }
}
