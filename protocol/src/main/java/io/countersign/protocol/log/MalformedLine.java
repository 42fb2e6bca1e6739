package io.countersign.protocol.log;

/** A line is not what must stand at its place; the message says what was seen and wanted. */
final class MalformedLine extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedLine(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
