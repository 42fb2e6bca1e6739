package io.countersign.protocol.thresholdrsa;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/**
 * The rows that say which part of each sharing a device holds (CRYPTO.md 2.1, 2.2): k functions
 * from devices 1..n to colours 0..t-1, such that every set of t devices gets t different colours in
 * some row. Public data. An instance was verified over all C(n,t) sets.
 */
public final class PerfectHashFamily {
  private static final int RADIX = 16;
  private static final int ROWS_MAX = 4096;
  private static final ConcurrentMap<Threshold, PerfectHashFamily> VERIFIED =
      new ConcurrentHashMap<>();

  private final Threshold threshold;
  private final List<String> rows;

  private PerfectHashFamily(Threshold threshold, List<String> rows) {
    this.threshold = threshold;
    this.rows = List.copyOf(rows);
  }

  /**
   * The shipped family of a threshold.
   *
   * @throws CheckFailed {@code phf} if the shipped table is damaged
   */
  public static PerfectHashFamily of(Threshold threshold) {
    return VERIFIED.computeIfAbsent(threshold, t -> parse(t, PhfTable.rows(t)));
  }

  /**
   * A family given as rows, each with one hexadecimal digit, the colour, per device.
   *
   * @throws CheckFailed {@code phf} if a row has another length or colour, or some set of t devices
   *     is separated by no row
   */
  public static PerfectHashFamily parse(Threshold threshold, List<String> rows) {
    if (rows.isEmpty() || rows.size() > ROWS_MAX) {
      throw new CheckFailed("phf", "need 1 to " + ROWS_MAX + " rows, got " + rows.size());
    }
    int[][] colours = new int[rows.size()][];
    for (int row = 0; row < colours.length; row++) {
      colours[row] = colours(threshold, rows.get(row));
    }
    checkAllSubsets(threshold, colours);
    return new PerfectHashFamily(threshold, rows);
  }

  private static int[] colours(Threshold threshold, String row) {
    int[] colours = row.chars().map(PerfectHashFamily::digit).toArray();
    if (colours.length != threshold.n()) {
      throw new CheckFailed("phf", "need " + threshold.n() + " colours, got " + colours.length);
    }
    for (int colour : colours) {
      if (colour < 0 || colour >= threshold.t()) {
        throw new CheckFailed("phf", "need colours of 0 to " + (threshold.t() - 1) + " in " + row);
      }
    }
    return colours;
  }

  /** Lower-case ASCII hexadecimal only, so that equal families have equal rows; -1 otherwise. */
  private static int digit(int character) {
    return "0123456789abcdef".indexOf(character);
  }

  /** Every set of t devices, as bits of an int, is separated by some row (CRYPTO.md 2.2). */
  private static void checkAllSubsets(Threshold threshold, int[][] colours) {
    int end = 1 << threshold.n();
    int set = (1 << threshold.t()) - 1;
    while (set < end) {
      if (!separated(set, colours)) {
        throw new CheckFailed("phf", "no row separates devices " + devices(set));
      }
      // The next larger int with as many bits.
      int lowest = set & -set;
      int carried = set + lowest;
      set = carried | (((set ^ carried) >>> 2) / lowest);
    }
  }

  private static boolean separated(int set, int[][] colours) {
    for (int[] row : colours) {
      int seen = 0;
      int rest = set;
      while (rest != 0) {
        int colour = 1 << row[Integer.numberOfTrailingZeros(rest)];
        if ((seen & colour) != 0) {
          break;
        }
        seen |= colour;
        rest &= rest - 1;
      }
      if (rest == 0) {
        return true;
      }
    }
    return false;
  }

  private static List<Integer> devices(int set) {
    return IntStream.range(0, Integer.SIZE)
        .filter(bit -> (set >>> bit & 1) == 1)
        .mapToObj(bit -> bit + 1)
        .toList();
  }

  /** The threshold it serves. */
  public Threshold threshold() {
    return threshold;
  }

  /** Each row with one lower-case hexadecimal digit, the colour, per device. */
  public List<String> rows() {
    return rows;
  }

  /** How many rows: shares that each device holds. */
  public int size() {
    return rows.size();
  }

  /**
   * The colour of a device in a row.
   *
   * @param row from 0
   * @param device from 1
   */
  public int colour(int row, int device) {
    return Character.digit(rows.get(row).charAt(device - 1), RADIX);
  }

  /** One octet per device, as Appendix A wants. */
  byte[] colours(int row) {
    byte[] colours = new byte[threshold.n()];
    for (int device = 1; device <= threshold.n(); device++) {
      colours[device - 1] = (byte) colour(row, device);
    }
    return colours;
  }

  /** Whether the row gives these devices different colours. */
  public boolean separates(int row, List<Integer> signers) {
    Set<Integer> colours = new HashSet<>();
    for (int device : signers) {
      if (!colours.add(colour(row, device))) {
        return false;
      }
    }
    return true;
  }

  /** The rows that separate these devices, ascending; not empty for any t different devices. */
  public List<Integer> rowsSeparating(List<Integer> signers) {
    List<Integer> separating = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      if (separates(row, signers)) {
        separating.add(row);
      }
    }
    return separating;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PerfectHashFamily that
        && threshold.equals(that.threshold)
        && rows.equals(that.rows);
  }

  @Override
  public int hashCode() {
    return rows.hashCode();
  }

  @Override
  public String toString() {
    return "PerfectHashFamily[" + threshold + ", " + rows.size() + " rows]";
  }
}
