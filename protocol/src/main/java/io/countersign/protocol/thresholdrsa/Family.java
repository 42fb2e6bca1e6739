package io.countersign.protocol.thresholdrsa;

/**
 * How a private exponent is shared among the devices (CRYPTO.md section 2). The polynomial families
 * come later.
 */
public enum Family {
  /** Products over the rows of a perfect hash family (2.3), for serial signing. */
  MULT("mult"),
  /** Sums over the rows of a perfect hash family (2.4), for parallel signing. */
  ADD("add");

  private final String label;

  Family(String label) {
    this.label = label;
  }

  /** The name inside hashes and records. */
  public String label() {
    return label;
  }

  /**
   * The family of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Family fromLabel(String label) {
    for (Family family : values()) {
      if (family.label.equals(label)) {
        return family;
      }
    }
    throw new IllegalArgumentException("unknown family " + label + ", need mult or add");
  }
}
