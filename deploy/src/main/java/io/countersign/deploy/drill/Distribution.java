package io.countersign.deploy.drill;

import java.util.Collection;
import java.util.List;

/**
 * Measured values in milliseconds; all 0 where there are none.
 *
 * @param n how many
 * @param p99Millis at most this are 99 of 100
 */
public record Distribution(
    int n, long minMillis, long medianMillis, long p99Millis, long maxMillis) {

  /** Of some values, in any order. */
  public static Distribution of(Collection<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return new Distribution(0, 0, 0, 0, 0);
    }
    return new Distribution(
        sorted.size(),
        sorted.get(0),
        rank(sorted, 50),
        rank(sorted, 99),
        sorted.get(sorted.size() - 1));
  }

  /** The nearest rank: the smallest value that at least so many of a hundred do not exceed. */
  private static long rank(List<Long> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }
}
