package io.countersign.protocol.thresholdrsa;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The injective encoding of CRYPTO.md Appendix A: {@code Enc(f1, f2, ...)} is the concatenation of
 * each field's length, as 4 octets big-endian, and the field. Used only inside hashes and identity
 * signatures. Public values only.
 */
public final class Enc {
  /** The row of a key without rows: {@code 2^32 - 1} as an unsigned 4-octet number (A14). */
  public static final int NONE = 0xFFFFFFFF;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An encoding without fields. */
  public Enc() {}

  /** Adds a field of octets. */
  public Enc octets(byte[] field) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
    out.writeBytes(field);
    return this;
  }

  /** Adds a field of octets. */
  public Enc octets(Octets field) {
    return octets(field.toByteArray());
  }

  /** Adds a field that is itself an encoding. */
  public Enc nested(Enc field) {
    return octets(field.out.toByteArray());
  }

  /**
   * Adds an ASCII string.
   *
   * @throws IllegalArgumentException if it has other characters
   */
  public Enc text(String field) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(field)) {
      throw new IllegalArgumentException("need ASCII, got " + field);
    }
    return octets(field.getBytes(StandardCharsets.US_ASCII));
  }

  /** Adds a small integer as 4 octets, unsigned. */
  public Enc number(int field) {
    return octets(ByteBuffer.allocate(4).putInt(field).array());
  }

  /**
   * Adds a group element or a modulus as exactly {@code length} octets.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  public Enc element(BigInteger field, int length) {
    return octets(BigEndian.encode(field, length));
  }

  /** Adds a signed big integer: lower-case hexadecimal, '-' if negative. */
  public Enc signed(BigInteger field) {
    return text(field.toString(16));
  }

  /** The encoding. */
  public Octets toOctets() {
    return Octets.of(out.toByteArray());
  }

  /** SHA-256 of the encoding. */
  public Octets sha256() {
    return Octets.of(Digests.sha256().digest(out.toByteArray()));
  }
}
