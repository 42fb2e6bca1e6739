package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a device may act (M27, I5): a pure state machine over beats and time.
 *
 * <pre>
 *   DISARMED  beat, now k sources fresh              ARMED     ARM
 *   ARMED     beat                                   ARMED     the limit moves on
 *   ARMED     silence reaches disarm-after           DISARMED  DISARM
 *   ARMED     boot and wall clock went apart         DISARMED  DISARM; k fresh beats arm it again
 *   any       silence reaches erase-after            ERASED    ERASE
 *   ERASED    anything                               ERASED    nothing
 *   any       beat that is not fresh                 same      {@link BeatRefused}
 * </pre>
 *
 * <p>A device begins DISARMED, with the silence of its {@link Mark} and all that went by since.
 * Silence is counted from when the k-th last source <em>issued</em> its beat, so a beat that was
 * held back buys no time: the first beat of a source's life fixes how far its clock is from this
 * device's boot clock (it must agree with the wall clock to a minute, and what is more than a
 * quarter of {@code disarm-after} counts as delay, not as its clock's), and later ones are placed
 * by that difference, which follows at most {@link #DRIFT} per beat.
 */
public final class Heartbeat {
  /** How far a beat may be from where its source's clock should be. */
  static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** How far the first beat of a source's life may be from the wall clock. */
  static final Duration FIRST = Duration.ofSeconds(60);

  /**
   * Part of {@code disarm-after} by which a source's clock may be behind the wall clock: what a
   * delay of all its beats can pass for.
   */
  static final int BEHIND = 4;

  /** How much the difference to a source's clock is corrected with one beat. */
  static final Duration DRIFT = Duration.ofMillis(1);

  /** Boot and wall clock may go apart by so much between two looks. */
  static final Duration SKEW = Duration.ofSeconds(2);

  private final HeartbeatPolicy policy;
  private final long epoch;
  private final Octets software;

  /** What the device may do. */
  public enum Phase {
    DISARMED,
    ARMED,
    ERASED
  }

  /** What has to be done. */
  public enum Change {
    ARM,
    DISARM,
    ERASE
  }

  /**
   * A source that was heard in this run of the device.
   *
   * @param offset its clock less the boot clock, as if its first beat had come at once
   * @param delay how much older than that its beats count
   * @param at when it issued its last beat, by the boot clock
   */
  record Heard(Octets life, Duration offset, Duration delay, Duration at) {}

  /**
   * All that is known. Immutable.
   *
   * @param carried silence up to {@code base}
   * @param base since when {@code carried} grows, until k sources were heard
   * @param last when it was looked last
   * @param heard by source
   * @param counters last counter accepted, by source
   */
  public record State(
      Phase phase,
      Duration carried,
      Reading base,
      Reading last,
      Map<String, Heard> heard,
      Map<String, Long> counters) {
    public State {
      heard = Map.copyOf(heard);
      counters = Map.copyOf(counters);
    }

    State in(Phase next) {
      return new State(next, carried, base, last, heard, counters);
    }
  }

  /** The state after an input, and what has to be done because of it. */
  public record Outcome(State state, Optional<Change> change) {}

  /**
   * @param epoch sequence of the ring's record that the device obeys
   * @param software SHA-256 of what it runs
   */
  public Heartbeat(HeartbeatPolicy policy, long epoch, Octets software) {
    this.policy = policy;
    this.epoch = epoch;
    this.software = software;
  }

  public HeartbeatPolicy policy() {
    return policy;
  }

  /** How a device begins that left this mark. */
  public State begin(Mark mark, Reading now) {
    Duration carried = mark.silence().plus(now.since(mark.at()));
    Phase phase = mark.erased() ? Phase.ERASED : Phase.DISARMED;
    return new State(phase, carried, now, now, Map.of(), mark.counters());
  }

  /** What the device leaves. */
  public Mark mark(State state, Reading now) {
    return Mark.of(now, silence(state, now), state.counters(), state.phase() == Phase.ERASED);
  }

  /** The state of a device that is erased for another reason than silence (M29). */
  public State erased(State state) {
    return state.in(Phase.ERASED);
  }

  /** How long too few sources have been heard. */
  public Duration silence(State state, Reading now) {
    Duration sinceBegin = state.carried().plus(now.since(state.base()));
    return latest(state)
        .map(at -> notNegative(now.boot().minus(at)))
        .filter(silence -> silence.compareTo(sinceBegin) < 0)
        .orElse(sinceBegin);
  }

  /** Until when, by the boot clock, the device may act; empty if it may not. */
  public Optional<Duration> armedUntil(State state) {
    return state.phase() == Phase.ARMED
        ? latest(state).map(at -> at.plus(policy.disarmAfter()))
        : Optional.empty();
  }

  /** Time went by. */
  public Outcome tick(State state, Reading now) {
    if (state.phase() == Phase.ERASED) {
      return new Outcome(state, Optional.empty());
    }
    State looked = looked(state, now);
    boolean jumped = looked.heard().isEmpty() && !state.heard().isEmpty();
    Duration silence = silence(looked, now);
    if (silence.compareTo(policy.eraseAfter()) >= 0) {
      return new Outcome(looked.in(Phase.ERASED), Optional.of(Change.ERASE));
    }
    if (looked.phase() == Phase.ARMED && (jumped || !isFresh(looked, now))) {
      return new Outcome(looked.in(Phase.DISARMED), Optional.of(Change.DISARM));
    }
    return new Outcome(looked, Optional.empty());
  }

  /**
   * An authentic beat came. Time is looked at first, so a beat never saves a device that is over
   * its limit already.
   *
   * @throws BeatRefused {@code beat:source}, {@code beat:epoch}, {@code beat:software}, {@code
   *     beat:replay} or {@code beat:time}; the state stays as it was
   */
  public Outcome beat(State state, Beat beat, Reading now) throws BeatRefused {
    Outcome ticked = tick(state, now);
    if (ticked.change().isPresent() || ticked.state().phase() == Phase.ERASED) {
      return ticked;
    }
    State looked = ticked.state();
    requireOurs(beat, looked);
    Heard heard = placed(looked.heard().get(beat.source()), beat, now);
    Map<String, Heard> all = new HashMap<>(looked.heard());
    all.put(beat.source(), heard);
    Map<String, Long> counters = new HashMap<>(looked.counters());
    counters.put(beat.source(), beat.counter());
    State next = new State(looked.phase(), looked.carried(), looked.base(), now, all, counters);
    if (next.phase() == Phase.DISARMED && isFresh(next, now)) {
      return new Outcome(next.in(Phase.ARMED), Optional.of(Change.ARM));
    }
    return new Outcome(next, Optional.empty());
  }

  private void requireOurs(Beat beat, State state) throws BeatRefused {
    if (!policy.sources().contains(beat.source())) {
      throw new BeatRefused("beat:source", beat.source() + " is not one of " + policy.sources());
    }
    if (beat.epoch() != epoch) {
      throw new BeatRefused(
          "beat:epoch",
          beat.source() + " obeys record " + beat.epoch() + ", this device obeys " + epoch);
    }
    if (!beat.software().equals(software)) {
      throw new BeatRefused(
          "beat:software",
          beat.source() + " expects software " + beat.software() + ", this is " + software);
    }
    long last = state.counters().getOrDefault(beat.source(), Long.MIN_VALUE);
    if (beat.counter() <= last) {
      throw new BeatRefused(
          "beat:replay", "counter " + beat.counter() + " of " + beat.source() + ", had " + last);
    }
  }

  private Heard placed(@Nullable Heard before, Beat beat, Reading now) throws BeatRefused {
    Duration offset = sinceEpoch(beat.issued()).minus(now.boot());
    if (before == null || !before.life().equals(beat.life())) {
      return first(beat, offset, now, Duration.ZERO);
    }
    Duration apart = offset.minus(before.offset());
    if (apart.compareTo(TOLERANCE.negated()) < 0) {
      throw new BeatRefused(
          "beat:time", beat.source() + " sent this " + apart.negated() + " ago: it was held back");
    }
    if (apart.compareTo(TOLERANCE) > 0) {
      // Fresher than its clock seemed to allow: what the difference was taken from was held back.
      return first(beat, offset, now, before.at());
    }
    Duration step = apart.compareTo(DRIFT) > 0 ? DRIFT : apart;
    Duration followed =
        before.offset().plus(step.compareTo(DRIFT.negated()) < 0 ? DRIFT.negated() : step);
    Duration delay =
        notNegative(before.delay().minus(notNegative(followed.minus(before.offset()))));
    Duration issued = sinceEpoch(beat.issued()).minus(followed).minus(delay);
    return new Heard(beat.life(), followed, delay, within(before.at(), issued, now.boot()));
  }

  /**
   * Fixes how far a source's clock is away; the beat counts from its time of issue. A clock that is
   * behind and a beat that was held back look alike: little of it is taken for the clock.
   */
  private Heard first(Beat beat, Duration offset, Reading now, Duration least) throws BeatRefused {
    Duration age = Duration.between(Instant.ofEpochMilli(beat.issued()), now.wall());
    if (age.abs().compareTo(FIRST) > 0) {
      throw new BeatRefused(
          "beat:time",
          beat.source()
              + " and this device differ by "
              + age.abs()
              + ": one of their clocks is wrong");
    }
    Duration issued = now.boot().minus(notNegative(age));
    Duration delay = notNegative(age.minus(policy.disarmAfter().dividedBy(BEHIND)));
    return new Heard(beat.life(), offset, delay, within(least, issued, now.boot()));
  }

  private static Duration within(Duration least, Duration value, Duration most) {
    if (value.compareTo(most) > 0) {
      return most;
    }
    return value.compareTo(least) < 0 ? least : value;
  }

  private static Duration sinceEpoch(long millis) {
    return Duration.ofMillis(millis);
  }

  /** Forgets whom it heard if the clocks went apart: a machine that was paused or set. */
  private State looked(State state, Reading now) {
    Duration boot = now.boot().minus(state.last().boot());
    Duration wall = Duration.between(state.last().wall(), now.wall());
    boolean apart = wall.minus(boot).abs().compareTo(SKEW) > 0;
    if (!apart) {
      return new State(
          state.phase(), state.carried(), state.base(), now, state.heard(), state.counters());
    }
    return new State(state.phase(), silence(state, now), now, now, Map.of(), state.counters());
  }

  /** Whether k sources issued beats within {@code disarm-after}. */
  private boolean isFresh(State state, Reading now) {
    return latest(state)
        .filter(at -> now.boot().minus(at).compareTo(policy.disarmAfter()) < 0)
        .isPresent();
  }

  /** When the k-th last source issued its beat. */
  private Optional<Duration> latest(State state) {
    List<Duration> times =
        state.heard().values().stream().map(Heard::at).sorted(Comparator.reverseOrder()).toList();
    return times.size() < policy.need()
        ? Optional.empty()
        : Optional.of(times.get(policy.need() - 1));
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
