package io.countersign.deploy.bench;

/**
 * One measured figure against its target.
 *
 * @param name what was measured
 * @param value measured
 * @param target at most this
 * @param unit of both; {@code x} is a ratio
 * @param verdict {@code met} or {@code missed}
 * @param detail the numbers behind it
 */
public record Row(
    String name, double value, double target, String unit, String verdict, String detail) {
  /** A figure that shall be at most its target. */
  public static Row atMost(String name, double value, double target, String unit, String detail) {
    return new Row(name, value, target, unit, value <= target ? "met" : "missed", detail);
  }
}
