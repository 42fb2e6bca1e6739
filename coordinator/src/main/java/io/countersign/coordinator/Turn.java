package io.countersign.coordinator;

import io.countersign.protocol.evidence.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a request while it is being taken: gathers events and effects, and shows the state as
 * if the events were already stored. Lives within one call of {@link RequestCore#step}.
 */
final class Turn {
  private final Ring ring;
  private final CoordinatorLimits limits;
  private final Moment moment;
  private final List<RequestEvent> events = new ArrayList<>();
  private final List<RequestEffect> effects = new ArrayList<>();
  private Stored stored;
  private Progress progress;
  private Situation situation;
  private boolean wantsSlot;
  private boolean wantsToAsk;

  Turn(Ring ring, CoordinatorLimits limits, Stored stored, Progress progress, Moment moment) {
    this.ring = ring;
    this.limits = limits;
    this.stored = stored;
    this.progress = progress;
    this.moment = moment;
    this.situation = new Situation(ring, stored, progress, moment);
  }

  Ring ring() {
    return ring;
  }

  CoordinatorLimits limits() {
    return limits;
  }

  /** By the clock: for validity. */
  Instant wall() {
    return moment.wall();
  }

  /** Never jumps: for deadlines. */
  Instant now() {
    return moment.now();
  }

  long seconds() {
    return moment.wall().getEpochSecond();
  }

  Health health() {
    return moment.health();
  }

  Moment moment() {
    return moment;
  }

  Stored stored() {
    return stored;
  }

  Progress progress() {
    return progress;
  }

  /** What it all means as things stand now. */
  Situation situation() {
    situation = situation.after(stored, progress);
    return situation;
  }

  Matter matter() {
    return stored.about();
  }

  boolean isOpen() {
    return stored.isOpen();
  }

  List<RequestEvent> events() {
    return events;
  }

  List<RequestEffect> effects() {
    return effects;
  }

  void emit(RequestEvent event) {
    events.add(event);
    stored = stored.apply(event, ring);
  }

  void effect(RequestEffect effect) {
    effects.add(effect);
  }

  void note(String text) {
    effects.add(new RequestEffect.Note(text));
  }

  void progress(Progress value) {
    progress = value;
  }

  void phase(Phase value) {
    progress = progress.withPhase(value);
  }

  /** An attempt could be planned, and waits for its turn. */
  void wantSlot() {
    wantsSlot = true;
  }

  boolean wantsSlot() {
    return wantsSlot;
  }

  /** Agents are to be asked, and copies of the document for them wait for their turn. */
  void wantToAsk() {
    wantsToAsk = true;
  }

  boolean wantsToAsk() {
    return wantsToAsk;
  }

  boolean isIdle() {
    return progress.phase() instanceof Phase.Idle;
  }

  /** The device is not used for a while; each time for longer. */
  void strike(String device) {
    Progress.Strike before = progress.strikes().get(device);
    int count = before == null ? 1 : before.count() + 1;
    Instant until = now().plus(backoff(limits.retryMin(), limits.retryMax(), count));
    progress = progress.withStrike(device, new Progress.Strike(count, now(), until));
  }

  /** min * 2^(count - 1), at most max. */
  static Duration backoff(Duration min, Duration max, int count) {
    Duration pause = min.multipliedBy(1L << Math.min(count - 1, 20));
    return pause.compareTo(max) > 0 ? max : pause;
  }
}
