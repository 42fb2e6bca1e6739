package io.countersign.deploy.audit;

import java.util.List;

/**
 * Heads that a node signed, that others recorded, and that its log does not have. Immutable.
 *
 * @param shown the first {@link #MOST_SHOWN}
 * @param count how many there are
 */
public record Contradictions(List<Contradiction> shown, long count) {
  /** Most that are kept one by one. */
  public static final int MOST_SHOWN = 20;

  static final Contradictions NONE = new Contradictions(List.of(), 0);

  public Contradictions {
    shown = List.copyOf(shown);
  }

  /** What must have happened to the log. */
  public enum Kind {
    /** It ends before that head: its end was cut off, or an older copy was put in its place. */
    TRUNCATED,
    /** It has another record of that number: it went on from an older state in another way. */
    FORKED
  }

  /**
   * One head that is missing.
   *
   * @param witness name of the node that recorded it
   * @param record number of its record there
   * @param n number of the head, which the audited node signed
   * @param hash of the seal's line that must stand there, 64 hexadecimal digits
   */
  public record Contradiction(Kind kind, String witness, long record, long n, String hash) {}
}
