package io.countersign.protocol.engine;

import java.util.regex.Pattern;

/**
 * What a share file says of its share, in clear and bound to the ciphertext.
 *
 * @param keyId the key record's id (CRYPTO.md Appendix A), 64 lower-case hex digits
 * @param deviceSerial the device's serial, 32 lower-case hex digits (DESIGN.md "Decided now" 3)
 * @param family {@code add}, {@code mult}, {@code poly}, {@code polyz} or {@code plain}
 * @param row the row of the perfect hash family, from 0; 0 for polynomial families
 * @param bits the public bound on the share's length ({@code shareBits}), 1..65536
 */
public record ShareLabel(String keyId, String deviceSerial, String family, int row, int bits) {
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern FAMILY = Pattern.compile("[a-z]{1,16}");
  private static final int ROW_MAX = 0xffff;

  /**
   * @throws IllegalArgumentException if a field has another form
   */
  public ShareLabel {
    require(KEY_ID, keyId, "key id");
    require(SERIAL, deviceSerial, "device serial");
    require(FAMILY, family, "family");
    if (row < 0 || row > ROW_MAX) {
      throw new IllegalArgumentException("row must be in 0.." + ROW_MAX + ", got " + row);
    }
    Operands.checkBits(bits);
  }

  /** Length of the share in octets: always the full {@code bits}, so that no length tells. */
  int octets() {
    return Operands.octets(bits);
  }

  /**
   * The share at its full length, a copy that the caller wipes.
   *
   * @throws IllegalArgumentException if it does not fit in {@link #bits()}
   */
  byte[] fixedLength(byte[] share) {
    return Operands.fixedLength(share, bits);
  }

  private static void require(Pattern form, String value, String what) {
    if (!form.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + " must match " + form.pattern() + ", got \"" + value + "\"");
    }
  }
}
