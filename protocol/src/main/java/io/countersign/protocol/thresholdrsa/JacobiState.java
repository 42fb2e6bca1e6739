package io.countersign.protocol.thresholdrsa;

/**
 * What {@link Jacobi} has to remember of two numbers (u, v) between steps of Euclid's algorithm: u
 * and v modulo 4, which of them stands below the line (it is odd), and a sign, such that the symbol
 * sought is the sign times that of the two numbers. In bits: {@code u u v v below sign}.
 *
 * <p>A step takes {@code u - q v} for u, then exchanges the two. With v below, the symbol does not
 * change. With u below and v odd, reciprocity puts v below first: the sign changes if both are 3
 * modulo 4. With u below and v even, {@code (v / u - q v)} differs from {@code (v / u)} only if v
 * is 2 modulo 4: for q = 1 if u is 3 modulo 4, for q = 2 always, for q = 3 if u is 1 modulo 4.
 */
final class JacobiState {
  private static final int U_BELOW = 0;
  private static final int V_BELOW = 1;
  private static final byte[] AFTER = table();

  private JacobiState() {}

  /** The state of {@code (v / u)} with u odd. */
  static int of(int u, int v) {
    return pack(u, v, U_BELOW, 0);
  }

  static int after(int state, int quotient) {
    return AFTER[(state << 2) | (quotient & 3)];
  }

  /** +1 or -1. */
  static int sign(int state) {
    return 1 - 2 * (state & 1);
  }

  private static byte[] table() {
    byte[] table = new byte[1 << 8];
    for (int i = 0; i < table.length; i++) {
      table[i] = (byte) step(i >> 6, (i >> 4) & 3, (i >> 3) & 1, (i >> 2) & 1, i & 3);
    }
    return table;
  }

  private static int step(int u, int v, int below, int sign, int q) {
    int nextBelow = below;
    int flip = 0;
    if (below == U_BELOW && (v & 1) == 1) {
      nextBelow = V_BELOW;
      flip = u == 3 && v == 3 ? 1 : 0;
    } else if (below == U_BELOW && v == 2) {
      flip = q == 2 || (q == 1 && u == 3) || (q == 3 && u == 1) ? 1 : 0;
    }
    return pack(v, (u - q * v) & 3, 1 - nextBelow, sign ^ flip);
  }

  private static int pack(int u, int v, int below, int sign) {
    return (u << 4) | (v << 2) | (below << 1) | sign;
  }
}
