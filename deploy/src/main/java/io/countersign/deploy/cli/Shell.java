package io.countersign.deploy.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Commands as a person may paste them into a POSIX shell. */
final class Shell {
  private Shell() {}

  static String line(String... words) {
    return Arrays.stream(words).map(Shell::quote).collect(Collectors.joining(" "));
  }

  /** Quoted where it must be, so that no name of a file does anything. */
  static String quote(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
