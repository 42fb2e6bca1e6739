package io.countersign.deploy.guards;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** In what forms a program may keep a number or octets (issue 3, acceptance 5). */
enum SecretForm {
  BIG_ENDIAN("raw big-endian", 8) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return List.of(limbs(secret));
    }
  },
  /** Also limbs of 64 bits in any order: each of its pieces is one limb. */
  LITTLE_ENDIAN("raw little-endian", 8) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      byte[] limbs = limbs(secret);
      return List.of(reversed(limbs, limbs.length));
    }
  },
  /** The words of a BigInteger as they lie in memory: the highest first, each little-endian. */
  BIG_INTEGER("words of a BigInteger", 8) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return List.of(reversed(limbs(secret), 4));
    }
  },
  HEX_LOWER("hex lower", 16) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return List.of(ascii(HexFormat.of().formatHex(secret)));
    }
  },
  HEX_UPPER("hex upper", 16) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return List.of(ascii(HexFormat.of().formatHex(secret).toUpperCase(Locale.ROOT)));
    }
  },
  BASE64("base64", 12) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return aligned(secret, Base64.getEncoder());
    }
  },
  BASE64URL("base64url", 12) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return aligned(secret, Base64.getUrlEncoder());
    }
  },
  DECIMAL("decimal", 20) {
    @Override
    List<byte[]> encodings(byte[] secret) {
      return List.of(ascii(new BigInteger(1, secret).toString()));
    }
  };

  private final String label;
  private final int piece;

  SecretForm(String label, int piece) {
    this.label = label;
    this.piece = piece;
  }

  /** What the secret looks like in this form, without what stands around it. */
  abstract List<byte[]> encodings(byte[] secret);

  boolean isText() {
    return ordinal() >= HEX_LOWER.ordinal();
  }

  /**
   * Consecutive pieces of the secret in this form, each of more than 60 bits: any of them is a
   * find, so it does not matter where the secret begins, how it is padded or whether a part of it
   * is gone.
   */
  List<byte[]> pieces(byte[] secret) {
    List<byte[]> pieces = new ArrayList<>();
    for (byte[] encoding : encodings(secret)) {
      for (int end = encoding.length; end - piece >= 0; end -= piece) {
        byte[] one = Arrays.copyOfRange(encoding, end - piece, end);
        if (isTelling(one)) {
          pieces.add(one);
        }
      }
    }
    return pieces;
  }

  /** The same text with two octets a letter, as strings may have it. */
  static byte[] wide(byte[] text, boolean bigEndian) {
    return new String(text, StandardCharsets.US_ASCII)
        .getBytes(bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
  }

  @Override
  public String toString() {
    return label;
  }

  /** Not one of a number's leading zeros or the like, which is found everywhere. */
  private static boolean isTelling(byte[] piece) {
    BitSet different = new BitSet();
    for (byte octet : piece) {
      different.set(octet & 0xff);
    }
    return different.cardinality() >= 4;
  }

  /** All of it that fills whole limbs of 64 bits, counted from its end. */
  private static byte[] limbs(byte[] secret) {
    return Arrays.copyOfRange(secret, secret.length % Long.BYTES, secret.length);
  }

  private static byte[] reversed(byte[] octets, int group) {
    byte[] reversed = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      int first = i - i % group;
      reversed[i] = octets[first + group - 1 - i % group];
    }
    return reversed;
  }

  /**
   * Base64 depends on how many octets stand before: three ways, without what is not of the secret.
   */
  private static List<byte[]> aligned(byte[] secret, Base64.Encoder encoder) {
    List<byte[]> all = new ArrayList<>();
    for (int skipped = 0; skipped < 3; skipped++) {
      int length = (secret.length - skipped) / 3 * 3;
      all.add(encoder.encode(Arrays.copyOfRange(secret, skipped, skipped + length)));
    }
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
