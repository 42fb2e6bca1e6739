package io.countersign.protocol.engine;

/**
 * Cost of turning a passphrase into a vault's key (scrypt, RFC 7914). A file's header carries it;
 * the bounds keep a hostile header from costing more than 256 MiB or making guessing cheap.
 *
 * @param logN base-2 logarithm of N, 14..18
 * @param r block size, 8..16
 * @param p parallelization, 1..4
 */
public record ScryptCost(int logN, int r, int p) {
  /** 32 MiB and about 0.1 s on one core. */
  public static final ScryptCost DEFAULT = new ScryptCost(15, 8, 1);

  private static final long MEMORY_MAX = 256L << 20;

  /**
   * @throws IllegalArgumentException if a parameter is out of its bounds
   */
  public ScryptCost {
    if (logN < 14 || logN > 18 || r < 8 || r > 16 || p < 1 || p > 4) {
      throw new IllegalArgumentException(
          "scrypt needs log2(N) in 14..18, r in 8..16, p in 1..4, got "
              + logN
              + ", "
              + r
              + ", "
              + p);
    }
    if ((128L * r) << logN > MEMORY_MAX) {
      throw new IllegalArgumentException(
          "scrypt must not need more than " + MEMORY_MAX + " octets, got " + ((128L * r) << logN));
    }
  }

  int n() {
    return 1 << logN;
  }
}
