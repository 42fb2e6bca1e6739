package io.countersign.device;

/** Text that goes into refusals and the log although parts of it came from outside (I8). */
final class Printable {
  private static final int CHARS_MAX = 600;

  private Printable() {}

  /** The text in printable ASCII, cut at 600 characters. */
  static String of(String text) {
    String cut = text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "..." : text;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
