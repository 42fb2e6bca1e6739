package io.countersign.protocol.log;

/** Bounds of a log, checked when an entry is made and again when a log is read (I8). */
public final class LogLimits {
  /** Version that genesis carries; a log of another version is refused. */
  public static final int FORMAT = 1;

  /** Longest text in a body, in UTF-16 units. */
  public static final int TEXT_CHARS = 64 * 1024;

  /** Most fields in a body. */
  public static final int FIELDS = 64;

  /** Most texts in one list of a body. */
  public static final int LIST_ITEMS = 256;

  /** Longest body as written, in octets. */
  public static final int BODY_OCTETS = 128 * 1024;

  /** Longest line without its line feed, in octets: a body and the head fields. */
  public static final int LINE_OCTETS = BODY_OCTETS + 512;

  /** Most entries in one batch, its seal not counted. */
  public static final int BATCH_RECORDS = 1024;

  /** Longest batch as written with its seal, in octets; recovery holds no more than one batch. */
  public static final int BATCH_OCTETS = 4 * 1024 * 1024;

  /** Size in octets from which a new segment is begun, unless configured. */
  public static final long SEGMENT_OCTETS = 64L * 1024 * 1024;

  private LogLimits() {}
}
