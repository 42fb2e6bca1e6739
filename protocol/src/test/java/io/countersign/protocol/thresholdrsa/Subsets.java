package io.countersign.protocol.thresholdrsa;

import java.util.ArrayList;
import java.util.List;

/** All sets of t of n devices, ascending. */
final class Subsets {
  private Subsets() {}

  static List<List<Integer>> of(Threshold threshold) {
    List<List<Integer>> subsets = new ArrayList<>();
    for (int bits = 0; bits < 1 << threshold.n(); bits++) {
      if (Integer.bitCount(bits) == threshold.t()) {
        List<Integer> subset = new ArrayList<>();
        for (int device = 1; device <= threshold.n(); device++) {
          if ((bits >> (device - 1) & 1) == 1) {
            subset.add(device);
          }
        }
        subsets.add(subset);
      }
    }
    return subsets;
  }
}
