package io.countersign.coordinator;

/** Where {@link Liveness}, alone, writes the latest {@link Health} and requests read it. */
final class HealthBoard {
  private volatile Health latest = Health.NOTHING;

  Health latest() {
    return latest;
  }

  void write(Health health) {
    latest = health;
  }
}
