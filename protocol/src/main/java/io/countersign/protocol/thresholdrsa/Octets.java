package io.countersign.protocol.thresholdrsa;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable public octet string: unlike a {@code byte[]} in a record it compares by content and
 * cannot be altered by who reads it. Never used for secrets, for it prints itself.
 */
public final class Octets {
  /** No octets. */
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the array. */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /**
   * The octets of a hexadecimal string.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Octets ofHex(String hex) {
    return new Octets(HexFormat.of().parseHex(hex));
  }

  /** How many octets. */
  public int length() {
    return bytes.length;
  }

  /** A fresh copy; the caller owns it. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** SHA-256 of these octets. */
  public Octets sha256() {
    return new Octets(Digests.sha256().digest(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
