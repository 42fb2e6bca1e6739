package io.countersign.device;

/** Whom alarms are told besides the logs (M29). */
@FunctionalInterface
public interface AlarmSink {
  /** Nobody. */
  AlarmSink NONE = alarm -> {};

  /** Tells it, later if need be: it never waits and never throws. */
  void raise(Alarm alarm);
}
