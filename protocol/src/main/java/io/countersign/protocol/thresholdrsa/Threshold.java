package io.countersign.protocol.thresholdrsa;

/**
 * Any {@code t} of the {@code n} signing devices can sign; {@code t - 1} of them cannot.
 *
 * @param t devices needed, {@code 2 <= t <= n}
 * @param n devices that hold shares, at most {@value #DEVICES_MAX}
 */
public record Threshold(int t, int n) {
  /** The shipped perfect hash families end here (CRYPTO.md 1.6). */
  public static final int DEVICES_MAX = 16;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they do not hold
   */
  public Threshold {
    if (t < 2 || t > n || n > DEVICES_MAX) {
      throw new IllegalArgumentException(
          "need 2 <= t <= n <= " + DEVICES_MAX + ", got t=" + t + " n=" + n);
    }
  }

  /** {@code t-of-n} as people say it. */
  @Override
  public String toString() {
    return t + "-of-" + n;
  }
}
