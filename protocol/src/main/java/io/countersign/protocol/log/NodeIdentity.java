package io.countersign.protocol.log;

import java.util.regex.Pattern;

/**
 * Whose log it is. Immutable; nothing secret.
 *
 * @param name the node's name in the ring, {@code [a-z0-9-]{1,32}}
 * @param serial first 16 octets of the SHA-256 of the node's SubjectPublicKeyInfo, 32 lower-case
 *     hexadecimal digits (DESIGN.md "Decided now" 3)
 */
public record NodeIdentity(String name, String serial) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{32}");

  public NodeIdentity {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a node's name is [a-z0-9-]{1,32}, got " + name);
    }
    if (!SERIAL.matcher(serial).matches()) {
      throw new IllegalArgumentException("a serial is 32 hexadecimal digits, got " + serial);
    }
  }
}
