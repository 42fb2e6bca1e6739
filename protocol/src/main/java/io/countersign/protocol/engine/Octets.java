package io.countersign.protocol.engine;

import java.math.BigInteger;

/** Public numbers as octets, big-endian and unsigned. Not for secrets: nothing is wiped. */
final class Octets {
  private Octets() {}

  static int lengthOf(BigInteger value) {
    return Math.max(1, (value.bitLength() + 7) / 8);
  }

  static byte[] of(BigInteger value) {
    return fixed(value, lengthOf(value));
  }

  /** I2OSP of RFC 8017. */
  static byte[] fixed(BigInteger value, int length) {
    byte[] signed = value.toByteArray();
    int significant = Math.min(signed.length, lengthOf(value));
    if (value.signum() < 0 || significant > length) {
      throw new IllegalArgumentException(
          "number of " + value.bitLength() + " bits does not fit in " + length + " octets");
    }
    byte[] octets = new byte[length];
    System.arraycopy(
        signed, signed.length - significant, octets, length - significant, significant);
    return octets;
  }
}
