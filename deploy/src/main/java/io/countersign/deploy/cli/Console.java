package io.countersign.deploy.cli;

import io.countersign.protocol.evidence.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Results to standard output, talk to standard error. */
final class Console {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  private Console() {}

  /** A line of talk. */
  static void say(String line) {
    ERR.println(line);
  }

  /** A line of the result. */
  static void print(String line) {
    OUT.println(line);
  }

  /** A result for programs. */
  static void json(Object value) {
    try {
      OUT.println(Json.pretty().writeValueAsString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A result of octets. */
  static void octets(byte[] octets) {
    OUT.write(octets, 0, octets.length);
    OUT.flush();
  }
}
