package io.countersign.device;

import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.wire.DeviceProtocol.AlarmCount;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.util.List;
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

  /** How long the word of satellites lasts; for ever where there are none. */
  private volatile Duration satellites = Duration.ofSeconds(Long.MAX_VALUE);

  private volatile Consumer<ThreatEvent> guard = event -> {};

  private final AlarmBoard alarms;

  GuardGate(Supplier<Reading> clock) {
    this(clock, new AlarmBoard(AlarmSink.NONE));
  }

  GuardGate(Supplier<Reading> clock, AlarmBoard alarms) {
    this.clock = clock;
    this.alarms = alarms;
  }

  @Override
  public boolean isOpen() {
    Duration now = clock.get().boot();
    return now.compareTo(until) < 0 && now.compareTo(satellites) < 0;
  }

  @Override
  public Refusal shut(String device) {
    return clock.get().boot().compareTo(satellites) < 0
        ? Gate.super.shut(device)
        : Refusal.of(
            Refusal.Code.NOT_READY,
            "guard:satellites",
            device + " is disarmed: too few of its satellites say that it may go on");
  }

  @Override
  public void threatened(ThreatEvent event) {
    guard.accept(event);
  }

  /** Where alarms are raised. */
  AlarmBoard alarms() {
    return alarms;
  }

  @Override
  public List<AlarmCount> raised() {
    return alarms.counts();
  }

  /** Who counts what threatens the device. */
  void telling(Consumer<ThreatEvent> listener) {
    guard = listener;
  }

  /** Shut from then on, whatever else is told, until another moment is. */
  void satellitesUntil(Duration moment) {
    satellites = moment;
  }

  /** Open until then; shut if empty. */
  void openUntil(Optional<Duration> moment) {
    until = moment.orElse(Duration.ZERO);
  }
}
