package io.countersign.device;

import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.SatelliteAnswer;
import io.countersign.protocol.guard.SatelliteAsker;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Asks a guard's satellites and tells the gate how long their word lasts (M28): feeds the {@link
 * SatelliteWatch}. Of a device without satellites it asks nobody and forbids nothing. Secrets: the
 * asker's, until closed. Thread: the guard's.
 */
final class SatelliteKeeper implements Closeable {
  private final Optional<SatelliteSetup> setup;
  private final Optional<SatelliteWatch> watch;
  private final GuardGate gate;
  private final Logger log;
  private SatelliteWatch.State state = SatelliteWatch.State.NEW;
  private List<String> said = List.of();

  SatelliteKeeper(Optional<SatelliteSetup> setup, GuardGate gate, Logger log) {
    this.setup = setup;
    this.watch = setup.map(s -> new SatelliteWatch(s.policy()));
    this.gate = gate;
    this.log = log;
    setGate();
  }

  /** Begins to listen for answers; returns what ends it. */
  Closeable listen(Consumer<byte[]> sink) throws IOException {
    return setup.isPresent() ? setup.get().link().listen(sink) : () -> {};
  }

  /** Asks whoever is due. */
  void tick(Duration now) {
    if (setup.isPresent() && watch.isPresent()) {
      for (String satellite : watch.get().due(state, now)) {
        Octets nonce = setup.get().nonces().get();
        state = watch.get().asked(state, satellite, nonce, now);
        setup.get().link().send(satellite, setup.get().asker().ask(satellite, nonce));
      }
      note(now);
    }
  }

  /**
   * Takes an answer.
   *
   * @return whether the datagram is one, and no beat
   * @throws BeatRefused if it is one and does not count
   */
  boolean take(Octets datagram, Duration now) throws BeatRefused {
    byte[] octets = datagram.toByteArray();
    if (setup.isEmpty() || watch.isEmpty() || !SatelliteAsker.isAnswer(octets)) {
      return false;
    }
    SatelliteAnswer answer = setup.get().asker().open(octets);
    state = watch.get().answered(state, answer, now);
    setGate();
    note(now);
    return true;
  }

  /** Whether its satellites let the device act now. */
  boolean allow(Duration now) {
    return watch.isEmpty()
        || watch.get().until(state).filter(until -> now.compareTo(until) < 0).isPresent();
  }

  /** Whether they switched it off, and it has to be erased for that. */
  boolean erase(Duration now) {
    return setup.filter(s -> s.policy().eraseWhenOff()).isPresent()
        && watch.filter(w -> w.isOff(state, now)).isPresent();
  }

  /** A guard's record, with what each satellite said last. */
  LogEntry described(LogEntry entry, Duration now) {
    if (watch.isEmpty()) {
      return entry;
    }
    Map<String, Object> body = new TreeMap<>(entry.body());
    body.put("satellites", watch.get().words(state, now));
    return LogEntry.of(entry.kind(), body);
  }

  private void setGate() {
    watch.ifPresent(w -> gate.satellitesUntil(w.until(state).orElse(Duration.ZERO)));
  }

  private void note(Duration now) {
    List<String> words = watch.map(w -> w.words(state, now)).orElse(List.of());
    if (!words.equals(said)) {
      log.info("satellites: {}", words);
      said = words;
    }
  }

  /** Erases the secrets. Idempotent. */
  @Override
  public void close() {
    setup.ifPresent(s -> s.asker().close());
  }
}
