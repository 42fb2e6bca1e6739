package io.countersign.protocol.evidence;

import java.util.regex.Pattern;

/** Names of rings, nodes, agents and keys: {@code [a-z0-9-]{1,32}} (DESIGN.md "Decided now" 3). */
public final class Name {
  private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,32}");

  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private Name() {}

  public static boolean isValid(String name) {
    return FORM.matcher(name).matches();
  }

  /**
   * Returns the name itself.
   *
   * @throws EvidenceException check {@code name} if it has another form
   */
  public static String require(String what, String name) {
    if (!isValid(name)) {
      throw new EvidenceException(
          "name", what + " must be 1 to 32 of a-z, 0-9 and '-', got '" + printable(name) + "'");
    }
    return name;
  }

  /**
   * Whether a character could forge a line, a terminal's state or the direction of text: controls,
   * line and paragraph separators, marks of direction and other invisible marks, lone surrogates.
   * The two joiners are none of these: whole scripts, and many pictures, are written with them.
   */
  public static boolean isControl(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isISOControl(codePoint)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || (type == Character.FORMAT
            && codePoint != ZERO_WIDTH_JOINER
            && codePoint != ZERO_WIDTH_NON_JOINER);
  }

  /** The text without anything that could forge a log line or a terminal, cut at 64 characters. */
  public static String printable(String text) {
    String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return cut.replaceAll("[^\\p{Print}]", "?");
  }
}
