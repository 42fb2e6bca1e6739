package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * I2OSP and OS2IP of RFC 8017 section 4: non-negative integers as big-endian octets of a fixed
 * length. {@link BigInteger#toByteArray()} is not that: it may carry a sign octet and drops leading
 * zeros.
 *
 * <p>Timing: not constant; for public numbers, and for the dealer's shares inside the lead device.
 */
public final class BigEndian {
  private BigEndian() {}

  /**
   * I2OSP.
   *
   * @param length octets wanted
   * @throws IllegalArgumentException if the value is negative or needs more octets
   */
  public static byte[] encode(BigInteger value, int length) {
    if (value.signum() < 0 || value.bitLength() > 8L * length) {
      throw new IllegalArgumentException(
          "need 0 <= value < 2^" + 8L * length + ", got " + describe(value));
    }
    byte[] signed = value.toByteArray();
    byte[] octets = new byte[length];
    int used = Math.min(signed.length, length);
    System.arraycopy(signed, signed.length - used, octets, length - used, used);
    Arrays.fill(signed, (byte) 0);
    return octets;
  }

  /** OS2IP: the octets as a non-negative integer, whatever their first bit. */
  public static BigInteger decode(byte[] octets) {
    return new BigInteger(1, octets);
  }

  private static String describe(BigInteger value) {
    return value.signum() < 0 ? "a negative value" : "one of " + value.bitLength() + " bits";
  }
}
