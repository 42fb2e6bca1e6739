package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.DeviceProtocol;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A device's core with its real shares, its effects carried out at once, and a log in memory that
 * forgets what was not synced when the device is killed.
 */
final class CoreDevice {
  final int index;
  final List<LogEntry> log = new ArrayList<>();
  final List<DeviceProtocol> answers = new ArrayList<>();
  final List<Job> jobs = new ArrayList<>();
  Instant now = Bench.NOW;
  Duration monotonic = Duration.ofDays(3);
  Optional<Kill> kill = Optional.empty();

  private final Ring ring;
  private final DeviceCore core;
  private final ShareWork work;
  private EffectQueue effects = new EffectQueue();
  private CoreState state = CoreState.EMPTY;
  private boolean computing = true;

  /** Where the process ends, relative to one record of the log. */
  enum Moment {
    BEFORE_IT_IS_DURABLE,
    DURABLE_BUT_NOT_ACKNOWLEDGED,
    AFTER_WHAT_FOLLOWS_IT
  }

  /** Ends the process around the given record, counted from 1. */
  record Kill(int record, Moment moment) {}

  /** The process ended. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  CoreDevice(int index) {
    this(index, DeviceLimits.DEFAULT, Bench.vault(index));
  }

  CoreDevice(int index, DeviceLimits limits, ShareVault vault) {
    this(index, limits, vault, Bench.RING);
  }

  /**
   * @param ring the record that this device obeys
   */
  CoreDevice(int index, DeviceLimits limits, ShareVault vault, Ring ring) {
    this.index = index;
    this.ring = ring;
    this.core =
        new DeviceCore(
            ring,
            Bench.party(index),
            keyId -> vault.held(keyId).isPresent(),
            octets -> Octets.of(Bench.identity(index).sign(octets.toByteArray())),
            limits);
    this.work =
        new ShareWork(
            "device-" + index, vault, Bench.identity(index), new SecureRandom(), Gate.ALWAYS);
  }

  void tick() {
    happens(new Input.Tick(now, monotonic));
  }

  /** Both clocks go on evenly, with a tick before and after. */
  void timeGoesBy(Duration time) {
    tick();
    now = now.plus(time);
    monotonic = monotonic.plus(time);
    tick();
  }

  /** Lets computations wait until {@link #compute()}. */
  CoreDevice holdingComputations() {
    computing = false;
    return this;
  }

  CoreState state() {
    return state;
  }

  /** What the device answers to one message. */
  List<DeviceProtocol> ask(DeviceProtocol message) {
    return happens(new Input.Received(Bench.COORDINATOR, message, now, Optional.empty()));
  }

  /** The one answer to a message, of the type that is wanted. */
  <T extends DeviceProtocol> T ask(DeviceProtocol message, Class<T> wanted) {
    List<DeviceProtocol> got = ask(message);
    if (got.size() != 1 || !wanted.isInstance(got.get(0))) {
      throw new AssertionError("device-" + index + " answered " + got + ", want " + wanted);
    }
    return wanted.cast(got.get(0));
  }

  List<DeviceProtocol> happens(Input input) {
    int before = answers.size();
    step(input);
    return List.copyOf(answers.subList(before, answers.size()));
  }

  /** Does the computations that wait. */
  List<DeviceProtocol> compute() {
    int before = answers.size();
    List<Job> waiting = List.copyOf(jobs);
    jobs.clear();
    waiting.forEach(this::compute);
    return List.copyOf(answers.subList(before, answers.size()));
  }

  /** The process ends and begins again; only what was synced is left. */
  void restart() {
    kill = Optional.empty();
    effects = new EffectQueue();
    jobs.clear();
    AttemptLedger ledger = AttemptLedger.EMPTY;
    for (int i = 0; i < log.size(); i++) {
      ledger = RecordReader.read(record(i)).map(ledger::with).orElse(ledger);
    }
    state = CoreState.EMPTY.with(ledger);
  }

  LogRecord record(int i) {
    LogEntry entry = log.get(i);
    return new LogRecord(i + 1L, now, "0".repeat(64), entry.kind(), entry.request(), entry.body());
  }

  List<String> kinds() {
    return log.stream().map(LogEntry::kind).toList();
  }

  private void step(Input input) {
    Step step = core.step(state, input);
    state = step.state();
    effects.add(step.effects());
    carryOut();
    for (List<LogEntry> batch = effects.nextBatch();
        !batch.isEmpty();
        batch = effects.nextBatch()) {
      sync(batch);
    }
  }

  private void sync(List<LogEntry> batch) {
    int last = log.size() + batch.size();
    boolean hit = kill.isPresent() && kill.get().record() <= last;
    if (hit && kill.get().moment() == Moment.BEFORE_IT_IS_DURABLE) {
      throw new Killed();
    }
    log.addAll(batch);
    if (hit && kill.get().moment() == Moment.DURABLE_BUT_NOT_ACKNOWLEDGED) {
      throw new Killed();
    }
    effects.synced();
    carryOut();
    if (hit) {
      throw new Killed();
    }
  }

  private void carryOut() {
    for (Effect effect : effects.release()) {
      if (effect instanceof Effect.Send send) {
        answers.add(send.message());
      } else if (effect instanceof Effect.Compute compute) {
        jobs.add(compute.job());
      } else if (effect instanceof Effect.Obey obey) {
        ring.take(obey.next());
      }
    }
    if (computing) {
      List<Job> ready = List.copyOf(jobs);
      jobs.clear();
      ready.forEach(this::compute);
    }
  }

  private void compute(Job job) {
    step(new Input.Computed(job.id(), work.run(job), now));
  }
}
