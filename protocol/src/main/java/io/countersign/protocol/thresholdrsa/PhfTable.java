package io.countersign.protocol.thresholdrsa;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shipped perfect hash families for n of at most 16 (CRYPTO.md 2.2): one line per threshold,
 * {@code n t row row ...}, one hexadecimal colour per device.
 */
final class PhfTable {
  private static final String RESOURCE = "phf-table.txt";
  private static final Map<Threshold, List<String>> ROWS = read();

  private PhfTable() {}

  /**
   * The rows of a threshold, unverified.
   *
   * @throws CheckFailed {@code phf} if the table has none
   */
  static List<String> rows(Threshold threshold) {
    List<String> rows = ROWS.get(threshold);
    if (rows == null) {
      throw new CheckFailed("phf", "the shipped table has no entry for " + threshold);
    }
    return rows;
  }

  private static Map<Threshold, List<String>> read() {
    try (InputStream in = PhfTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("this program lacks its resource " + RESOURCE);
      }
      Map<Threshold, List<String>> rows = new HashMap<>();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ", -1)))
          .forEach(words -> rows.put(threshold(words), words.subList(2, words.size())));
      return Map.copyOf(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
    }
  }

  private static Threshold threshold(List<String> words) {
    return new Threshold(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(0)));
  }
}
