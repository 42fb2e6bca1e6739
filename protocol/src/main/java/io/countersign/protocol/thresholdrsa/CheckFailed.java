package io.countersign.protocol.thresholdrsa;

import java.util.OptionalInt;

/**
 * A check of CRYPTO.md did not hold. {@link #check()} is the name CRYPTO.md gives it ({@code
 * hop:release}, {@code proof:range}, ...); the detail gives the value seen and the value wanted,
 * never a secret. Whoever catches it refuses and changes nothing (I8).
 */
public final class CheckFailed extends RuntimeException {
  private static final int NOBODY = 0;

  private final String check;
  private final String detail;
  private final int culprit;

  /** A failed check that accuses nobody. */
  public CheckFailed(String check, String detail) {
    this(check, detail, NOBODY);
  }

  /**
   * A failed check that is the fault of one device.
   *
   * @param culprit index of the device, from 1; 0 accuses nobody
   */
  public CheckFailed(String check, String detail, int culprit) {
    super(check + ": " + detail);
    this.check = check;
    this.detail = detail;
    this.culprit = culprit;
  }

  /** Name of the check in CRYPTO.md. */
  public String check() {
    return check;
  }

  /** What was seen and what was wanted. */
  public String detail() {
    return detail;
  }

  /** The device whose contribution failed, where the check itself shows it. */
  public OptionalInt culprit() {
    return culprit == NOBODY ? OptionalInt.empty() : OptionalInt.of(culprit);
  }
}
