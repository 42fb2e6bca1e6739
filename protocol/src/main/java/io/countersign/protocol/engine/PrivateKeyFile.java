package io.countersign.protocol.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads the private scalar out of an unencrypted PKCS#8 file (RFC 5958, RFC 5915, RFC 7468) without
 * leaving copies: every array made here is wiped, and no String holds any of it.
 */
final class PrivateKeyFile {
  private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----");
  private static final byte[] END = ascii("-----END PRIVATE KEY-----");

  /** AlgorithmIdentifier: ecPublicKey with the named curve prime256v1. */
  private static final byte[] P256_ALGORITHM =
      HexFormat.of().parseHex("06072a8648ce3d020106082a8648ce3d030107");

  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  private PrivateKeyFile() {}

  /**
   * The private scalar, 32 octets that the caller wipes.
   *
   * @throws IllegalArgumentException if the file is not a P-256 key in that form
   */
  static byte[] p256Scalar(byte[] pem) {
    int begin = indexOf(pem, BEGIN, 0);
    int end = begin < 0 ? -1 : indexOf(pem, END, begin);
    if (end < 0) {
      throw malformed("no block BEGIN PRIVATE KEY ... END PRIVATE KEY");
    }
    byte[] text = Arrays.copyOfRange(pem, begin + BEGIN.length, end);
    // Longer than needed, so that the decoder writes in place and makes no copy of its own.
    byte[] der = new byte[text.length + 4];
    try {
      return scalar(ByteBuffer.wrap(der, 0, decode(text, der)));
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static int decode(byte[] text, byte[] der) {
    try {
      return Base64.getMimeDecoder().decode(text, der);
    } catch (IllegalArgumentException notBase64) {
      // The cause would quote a character of the key.
      throw malformed("its block is not base64");
    }
  }

  private static byte[] scalar(ByteBuffer der) {
    ByteBuffer info = contents(der, SEQUENCE);
    contents(info, INTEGER);
    ByteBuffer algorithm = contents(info, SEQUENCE);
    if (!algorithm.equals(ByteBuffer.wrap(P256_ALGORITHM))) {
      throw malformed("its algorithm is not ecPublicKey on the named curve P-256");
    }
    ByteBuffer ecPrivateKey = contents(contents(info, OCTET_STRING), SEQUENCE);
    contents(ecPrivateKey, INTEGER);
    ByteBuffer scalar = contents(ecPrivateKey, OCTET_STRING);
    if (scalar.remaining() != P256.SCALAR_OCTETS) {
      throw malformed("its scalar has " + scalar.remaining() + " octets, wanted 32");
    }
    byte[] octets = new byte[P256.SCALAR_OCTETS];
    scalar.get(octets);
    return octets;
  }

  /** The contents of the next element, which must have this tag; a view, not a copy. */
  private static ByteBuffer contents(ByteBuffer from, int tag) {
    if (from.remaining() < 2 || (from.get() & 0xff) != tag) {
      throw malformed("its DER is not that of a P-256 key");
    }
    int length = from.get() & 0xff;
    if (length == 0x81 && from.hasRemaining()) {
      length = from.get() & 0xff;
    } else if (length > 0x7f) {
      throw malformed("its DER is longer than that of a P-256 key");
    }
    if (length > from.remaining()) {
      throw malformed("its DER is cut short");
    }
    ByteBuffer contents = from.slice(from.position(), length);
    from.position(from.position() + length);
    return contents;
  }

  private static int indexOf(byte[] in, byte[] what, int from) {
    for (int i = from; i <= in.length - what.length; i++) {
      if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException(
        "private key file must be an unencrypted PKCS#8 PEM file of a P-256 key: " + why);
  }
}
