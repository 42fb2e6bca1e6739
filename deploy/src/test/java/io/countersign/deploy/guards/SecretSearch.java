package io.countersign.deploy.guards;

import io.countersign.deploy.guards.DeviceSecrets.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Searches streams for all pieces of all secrets in all forms at once, in bounded memory. */
final class SecretSearch {
  private static final int KEY = Long.BYTES;
  private static final int BLOCK = 1 << 20;
  private static final int FILTER_BITS = 22;
  private static final byte[] ZEROS = new byte[4096];

  private final Map<Long, List<Piece>> pieces = new HashMap<>();
  private final long[] filter = new long[1 << (FILTER_BITS - 6)];
  private int longest;
  private int count;

  /** What was found: which secret, in which form. */
  record What(Secret secret, String form) {
    @Override
    public String toString() {
      return secret + " as " + form;
    }
  }

  private record Piece(byte[] octets, What what) {}

  SecretSearch(List<Secret> secrets) {
    for (Secret secret : secrets) {
      for (SecretForm form : SecretForm.values()) {
        for (byte[] piece : form.pieces(secret.octets())) {
          add(piece, new What(secret, form.toString()));
          if (form.isText()) {
            add(SecretForm.wide(piece, false), new What(secret, form + " in UTF-16"));
            add(SecretForm.wide(piece, true), new What(secret, form + " in UTF-16"));
          }
        }
      }
    }
  }

  private void add(byte[] piece, What what) {
    long key = 0;
    for (int i = piece.length - KEY; i < piece.length; i++) {
      key = key << 8 | (piece[i] & 0xff);
    }
    int bit = bit(key);
    filter[bit >>> 6] |= 1L << bit;
    pieces.computeIfAbsent(key, none -> new ArrayList<>()).add(new Piece(piece, what));
    longest = Math.max(longest, piece.length);
    count++;
  }

  int pieces() {
    return count;
  }

  /** Where each thing is that was found, in order: offsets of pieces, each listed. */
  Map<What, List<Long>> find(InputStream from) throws IOException {
    Map<What, List<Long>> found = new LinkedHashMap<>();
    byte[] block = new byte[longest + BLOCK];
    int filled = 0;
    long before = 0;
    long key = 0;
    int read = from.readNBytes(block, 0, BLOCK);
    while (read > 0) {
      for (int i = filled; i < filled + read; i++) {
        if (key == 0 && i + ZEROS.length <= filled + read && isZero(block, i)) {
          i += ZEROS.length - 1;
          continue;
        }
        key = key << 8 | (block[i] & 0xff);
        int bit = bit(key);
        if ((filter[bit >>> 6] & 1L << bit) != 0) {
          match(block, i + 1, key, before, found);
        }
      }
      filled += read;
      int kept = Math.min(filled, longest);
      before += filled - kept;
      System.arraycopy(block, filled - kept, block, 0, kept);
      filled = kept;
      read = from.readNBytes(block, filled, BLOCK);
    }
    return found;
  }

  private void match(byte[] block, int end, long key, long before, Map<What, List<Long>> found) {
    for (Piece piece : pieces.getOrDefault(key, List.of())) {
      int begin = end - piece.octets().length;
      if (begin >= 0
          && Arrays.equals(block, begin, end, piece.octets(), 0, piece.octets().length)) {
        found.computeIfAbsent(piece.what(), none -> new ArrayList<>()).add(before + begin);
      }
    }
  }

  /** Most of a core file is. */
  private static boolean isZero(byte[] block, int from) {
    return Arrays.equals(block, from, from + ZEROS.length, ZEROS, 0, ZEROS.length);
  }

  private static int bit(long key) {
    return (int) (key * 0x9E3779B97F4A7C15L >>> (Long.SIZE - FILTER_BITS));
  }
}
