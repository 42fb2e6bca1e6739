package io.countersign.protocol.thresholdrsa;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows that say which part of each sharing a device holds (CRYPTO.md 2.1, 2.2): k functions
 * from devices 1..n to colours 0..t-1, such that every set of t devices gets t different colours in
 * some row. Public data. An instance was verified over all C(n,t) sets.
 */
public final class PerfectHashFamily {
  private static final int RADIX = 16;

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
    return Pending.value();
  }

  /**
   * A family given as rows, each with one hexadecimal digit, the colour, per device.
   *
   * @throws CheckFailed {@code phf} if a row has another length or colour, or some set of t devices
   *     is separated by no row
   */
  public static PerfectHashFamily parse(Threshold threshold, List<String> rows) {
    return new PerfectHashFamily(threshold, rows);
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
