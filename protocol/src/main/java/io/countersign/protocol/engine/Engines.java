package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.util.List;

/**
 * The engines of this host, in the order of DESIGN.md "Decided now" 9: {@code openssl}, {@code
 * conscrypt}, {@code java}. Each is tried with a self-test when it is first asked for; one that
 * fails is skipped, and {@link #report()} keeps why.
 */
public final class Engines {
  private Engines() {}

  /** The first usable engine; {@code java} at the least. */
  public static SecretArithmetic best() {
    throw new UnsupportedOperationException("not built");
  }

  /**
   * The engine that the configuration forces.
   *
   * @throws IllegalArgumentException if there is no engine of that name
   * @throws IllegalStateException if it is not usable here, with the reason
   */
  public static SecretArithmetic named(String name) {
    throw new UnsupportedOperationException("not built");
  }

  /** All usable engines, best first. */
  public static List<SecretArithmetic> available() {
    throw new UnsupportedOperationException("not built");
  }

  /** All engines, usable or not, best first. */
  public static List<EngineReport> report() {
    throw new UnsupportedOperationException("not built");
  }
}
