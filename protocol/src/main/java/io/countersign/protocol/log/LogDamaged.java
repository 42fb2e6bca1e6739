package io.countersign.protocol.log;

/**
 * What was sealed is not as it was written, is of another node, or is missing. The node must not
 * start; an operator decides.
 */
public final class LogDamaged extends LogException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final String reason;

  LogDamaged(String file, long line, String reason, String remedy) {
    super(
        "log damaged: " + file + (line > 0 ? " line " + line : "") + ": " + reason + ". " + remedy,
        null);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }

  /** What an operator does about a damaged log. */
  static LogDamaged at(String file, long line, String reason) {
    return new LogDamaged(
        file,
        line,
        reason,
        "This node must not act on this log. Keep the folder as evidence; restore it from a copy"
            + " that contains the newest head known to the other nodes, or give the node a new key"
            + " and enrol it again");
  }

  /** The file or folder that is damaged. */
  public String file() {
    return file;
  }

  /** The first bad line, from 1; 0 when the file as a whole is meant. */
  public long line() {
    return line;
  }

  /** What was seen and what was wanted. */
  public String reason() {
    return reason;
  }
}
