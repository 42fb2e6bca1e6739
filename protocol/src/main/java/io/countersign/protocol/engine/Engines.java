package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.util.List;
import java.util.Optional;

/**
 * The engines of this host, in the order of DESIGN.md "Decided now" 9: {@code openssl}, {@code
 * conscrypt}, {@code java}. Each is tried with a self-test when it is first asked for; one that
 * fails is skipped, and {@link #report()} keeps why.
 */
public final class Engines {
  private static final List<EngineSlot> SLOTS =
      List.of(
          new EngineSlot(OpensslEngine.NAME, EngineSlot::openssl),
          new EngineSlot(ConscryptEngine.NAME, EngineSlot::conscrypt),
          new EngineSlot(JavaEngine.NAME, EngineSlot::java));

  private Engines() {}

  /** The first usable engine; {@code java} at the least. */
  public static SecretArithmetic best() {
    return SLOTS.stream()
        .flatMap(slot -> slot.engine().stream())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no engine passed its self-test: " + report()));
  }

  /**
   * The engine that the configuration forces.
   *
   * @throws IllegalArgumentException if there is no engine of that name
   * @throws IllegalStateException if it is not usable here, with the reason
   */
  public static SecretArithmetic named(String name) {
    EngineSlot slot =
        SLOTS.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "engine must be one of "
                            + SLOTS.stream().map(EngineSlot::name).toList()
                            + ", got \""
                            + name
                            + "\""));
    Optional<SecretArithmetic> engine = slot.engine();
    return engine.orElseThrow(
        () ->
            new IllegalStateException(
                "engine " + name + " is not usable here: " + slot.report().reason()));
  }

  /** All usable engines, best first. */
  public static List<SecretArithmetic> available() {
    return SLOTS.stream().flatMap(slot -> slot.engine().stream()).toList();
  }

  /** All engines, usable or not, best first. */
  public static List<EngineReport> report() {
    return SLOTS.stream().map(EngineSlot::report).toList();
  }
}
