package io.countersign.protocol.thresholdrsa;

/** How the devices of an attempt work: one after another, or at the same time. */
public enum SigningMode {
  /** One after another, each on the result of the one before (CRYPTO.md 3.3). */
  SERIAL("serial", Family.MULT),
  /** All at the same time on the same number (CRYPTO.md 3.2). */
  PARALLEL("parallel", Family.ADD);

  private final String label;
  private final Family family;

  SigningMode(String label, Family family) {
    this.label = label;
    this.family = family;
  }

  /** The name inside session headers. */
  public String label() {
    return label;
  }

  /** The family whose shares this mode needs. */
  public Family family() {
    return family;
  }

  /**
   * The mode of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SigningMode fromLabel(String label) {
    for (SigningMode mode : values()) {
      if (mode.label.equals(label)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("unknown mode " + label + ", need serial or parallel");
  }
}
