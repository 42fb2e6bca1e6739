package io.countersign.device;

import io.countersign.protocol.guard.Reading;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The gate of a guarded device: open until a moment of the boot clock, which only the guard moves
 * on. It looks at the clock itself, so a process that was stopped past the moment finds it shut
 * when it wakes, before its guard has run. Thread: safe for concurrent use; the guard alone sets
 * it.
 */
final class GuardGate implements Gate {
  private final Supplier<Reading> clock;
  private volatile Duration until = Duration.ZERO;
  private volatile Consumer<ThreatEvent> guard = event -> {};

  GuardGate(Supplier<Reading> clock) {
    this.clock = clock;
  }

  @Override
  public boolean isOpen() {
    return clock.get().boot().compareTo(until) < 0;
  }

  @Override
  public void threatened(ThreatEvent event) {
    guard.accept(event);
  }

  /** Who counts what threatens the device. */
  void telling(Consumer<ThreatEvent> listener) {
    guard = listener;
  }

  /** Open until then; shut if empty. */
  void openUntil(Optional<Duration> moment) {
    until = moment.orElse(Duration.ZERO);
  }
}
