package io.countersign.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for any eight consecutive octets of a secret, at every eighth octet of it, in the forms in
 * which programs keep numbers: big-endian, little-endian, BigInteger's words in memory, hexadecimal
 * of both cases, base64 at each alignment, decimal.
 */
final class SecretScanner {
  private static final int WINDOW = 8;

  private final Set<Long> windows = new HashSet<>();
  private final TreeMap<Long, String> forms = new TreeMap<>();
  private final boolean[] maybe = new boolean[1 << 16];

  SecretScanner(byte[] secret) {
    byte[] reversed = new byte[secret.length];
    byte[] words = new byte[secret.length];
    for (int i = 0; i < secret.length; i++) {
      reversed[i] = secret[secret.length - 1 - i];
      words[i] = secret[(i & ~3) + 3 - (i & 3)];
    }
    add("big-endian", secret);
    add("little-endian", reversed);
    add("words of a BigInteger", words);
    String hex = HexFormat.of().formatHex(secret);
    add("hex", hex.getBytes(US_ASCII));
    add("HEX", hex.toUpperCase(Locale.ROOT).getBytes(US_ASCII));
    add("decimal", new BigInteger(1, secret).toString().getBytes(US_ASCII));
    for (int phase = 0; phase < 3; phase++) {
      byte[] rest = Arrays.copyOfRange(secret, phase, secret.length);
      add("base64", Base64.getEncoder().withoutPadding().encode(rest));
      add("base64url", Base64.getUrlEncoder().withoutPadding().encode(rest));
    }
  }

  private void add(String form, byte[] text) {
    for (int at = 0; at + WINDOW <= text.length; at += WINDOW) {
      long window = 0;
      for (int i = 0; i < WINDOW; i++) {
        window = window << 8 | (text[at + i] & 0xff);
      }
      windows.add(window);
      forms.put(window, form + " at " + at);
      maybe[(int) window & 0xffff] = true;
    }
  }

  /** Where pieces of the secret are, as {@code offset: form at piece}, at most ten. */
  Set<String> find(InputStream from) throws IOException {
    Set<String> found = new HashSet<>();
    byte[] block = new byte[1 << 16];
    long rolling = 0;
    long offset = 0;
    for (int read = from.read(block); read > 0; read = from.read(block)) {
      for (int i = 0; i < read; i++) {
        rolling = rolling << 8 | (block[i] & 0xff);
        if (maybe[(int) rolling & 0xffff] && windows.contains(rolling) && found.size() < 10) {
          found.add(Long.toHexString(offset + i - WINDOW + 1) + ": " + forms.get(rolling));
        }
      }
      offset += read;
    }
    return found;
  }
}
