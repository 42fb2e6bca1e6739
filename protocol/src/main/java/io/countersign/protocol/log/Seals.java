package io.countersign.protocol.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** What a seal signs, and how lines are chained. Source: package documentation, format 1. */
final class Seals {
  static final int SIGNATURE_OCTETS = 64;

  /** Key of a seal's one field; no other record may have it. */
  static final String SIGNATURE = "seal";

  static final String NO_LINE_BEFORE = "0".repeat(64);

  private Seals() {}

  /** {@code Enc("countersign/log", serial, n, prev, at)} of the seal's own line. */
  static byte[] message(NodeIdentity identity, LogRecord seal) {
    return enc(
        "countersign/log".getBytes(StandardCharsets.US_ASCII),
        HexFormat.of().parseHex(identity.serial()),
        octets(seal.n()),
        HexFormat.of().parseHex(seal.prev()),
        octets(seal.at().toEpochMilli()));
  }

  /** A message that is never a seal's, to try a key with. */
  static byte[] probe(NodeIdentity identity) {
    return enc(
        "countersign/log-probe".getBytes(StandardCharsets.US_ASCII),
        HexFormat.of().parseHex(identity.serial()));
  }

  static boolean holds(NodeIdentity identity, LogVerifier verifier, LogRecord seal) {
    return seal.body().get(SIGNATURE) instanceof String text
        && isSignature(text)
        && verifier.verify(message(identity, seal), Base64.getUrlDecoder().decode(text));
  }

  static String encode(byte[] signature) {
    if (signature.length != SIGNATURE_OCTETS) {
      throw new IllegalStateException(
          "a seal's signature has " + SIGNATURE_OCTETS + " octets, got " + signature.length);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  static String hash(byte[] line) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Exactly one text stands for a signature: unused bits of the last character are zero. */
  private static boolean isSignature(String text) {
    if (text.length() != 86 || !text.chars().allMatch(Seals::isBase64Url)) {
      return false;
    }
    return encode(Base64.getUrlDecoder().decode(text)).equals(text);
  }

  private static boolean isBase64Url(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static byte[] octets(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** CRYPTO.md, appendix A: each field after its length in 4 octets, big-endian. */
  private static byte[] enc(byte[]... fields) {
    int octets = 0;
    for (byte[] field : fields) {
      octets += Integer.BYTES + field.length;
    }
    ByteBuffer out = ByteBuffer.allocate(octets);
    for (byte[] field : fields) {
      out.putInt(field.length).put(field);
    }
    return out.array();
  }
}
