package io.countersign.protocol.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** M27, I5: 2 of 3 sources, 5 s to disarm, 20 s to erase. */
class HeartbeatTest {
  private static final Octets SOFTWARE = Octets.of(new byte[32]);
  private static final HeartbeatPolicy POLICY =
      new HeartbeatPolicy(
          2, List.of("one", "two", "three"), Duration.ofSeconds(5), Duration.ofSeconds(20));
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Heartbeat heart = new Heartbeat(POLICY, 0, SOFTWARE);
  private Reading now = new Reading(Duration.ofHours(1), "boot-1", START);
  private Heartbeat.State state = heart.begin(Mark.of(now, Duration.ZERO, Map.of(), false), now);
  private Octets life = Octets.of(new byte[16]);

  private void pass(Duration time) {
    now = new Reading(now.boot().plus(time), now.bootId(), now.wall().plus(time));
  }

  private Beat beat(String source, long issued) {
    return new Beat(source, Beat.Kind.SIGNED, life, issued, 0, issued, SOFTWARE);
  }

  private Optional<Heartbeat.Change> hear(String source) throws BeatRefused {
    return take(heart.beat(state, beat(source, now.wall().toEpochMilli()), now));
  }

  private Optional<Heartbeat.Change> tick() {
    return take(heart.tick(state, now));
  }

  private Optional<Heartbeat.Change> take(Heartbeat.Outcome outcome) {
    state = outcome.state();
    return outcome.change();
  }

  private void arm() throws BeatRefused {
    hear("one");
    assertThat(hear("two")).contains(Heartbeat.Change.ARM);
  }

  @Test
  void armsWithTheSecondSourceAndNotWithTheSecondBeatOfOne() throws BeatRefused {
    assertThat(hear("one")).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(hear("one")).isEmpty();
    assertThat(heart.armedUntil(state)).isEmpty();
    assertThat(hear("three")).contains(Heartbeat.Change.ARM);
    assertThat(heart.armedUntil(state)).contains(now.boot().plusSeconds(5));
  }

  @Test
  void disarmsErasesAndStaysDead() throws BeatRefused {
    arm();
    pass(Duration.ofMillis(4_999));
    assertThat(tick()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(tick()).contains(Heartbeat.Change.DISARM);
    pass(Duration.ofMillis(14_999));
    assertThat(tick()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(tick()).contains(Heartbeat.Change.ERASE);
    assertThat(hear("one")).isEmpty();
    assertThat(hear("two")).isEmpty();
    assertThat(state.phase()).isEqualTo(Heartbeat.Phase.ERASED);
    assertThat(heart.begin(heart.mark(state, now), now).phase()).isEqualTo(Heartbeat.Phase.ERASED);
  }

  @Test
  void oneLivingSourceOfTwoNeededDoesNotKeepItArmed() throws BeatRefused {
    arm();
    for (int second = 0; second < 4; second++) {
      pass(Duration.ofSeconds(1));
      assertThat(hear("one")).isEmpty();
    }
    pass(Duration.ofSeconds(1));
    assertThat(hear("one")).contains(Heartbeat.Change.DISARM);
  }

  @Test
  void recoversWhenBeatsReturn() throws BeatRefused {
    arm();
    pass(Duration.ofSeconds(6));
    assertThat(tick()).contains(Heartbeat.Change.DISARM);
    assertThat(hear("one")).isEmpty();
    assertThat(hear("three")).contains(Heartbeat.Change.ARM);
  }

  /** SIGSTOP and suspend: the process sees nothing until it wakes with a beat in its socket. */
  @Test
  void aBeatDoesNotSaveWhoSleptPastTheLimit() throws BeatRefused {
    arm();
    pass(Duration.ofSeconds(6));
    assertThat(hear("one")).contains(Heartbeat.Change.DISARM);
    pass(Duration.ofSeconds(20));
    assertThat(hear("two")).contains(Heartbeat.Change.ERASE);
  }

  @Test
  void aRestartDoesNotResetTheClock() throws BeatRefused {
    arm();
    Mark mark = heart.mark(state, now);
    pass(Duration.ofSeconds(19));
    Heartbeat.State after = heart.begin(mark, now);
    assertThat(after.phase()).isEqualTo(Heartbeat.Phase.DISARMED);
    assertThat(heart.tick(after, now).change()).isEmpty();
    Mark again = heart.mark(after, now);
    pass(Duration.ofSeconds(1));
    assertThat(heart.tick(heart.begin(again, now), now).change()).contains(Heartbeat.Change.ERASE);
  }

  @Test
  void aRestartOfTheMachineCountsByTheWallClockAndAtLeastByItsUptime() {
    Mark mark = Mark.of(now, Duration.ofSeconds(1), Map.of(), false);
    Reading later = new Reading(Duration.ofSeconds(3), "boot-2", now.wall().plusSeconds(12));
    assertThat(heart.silence(heart.begin(mark, later), later)).isEqualTo(Duration.ofSeconds(13));
    Reading setBack = new Reading(Duration.ofSeconds(3), "boot-2", now.wall().minusSeconds(7200));
    assertThat(heart.silence(heart.begin(mark, setBack), setBack)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void anOldCopyOfTheFolderIsErasedAtItsStart() {
    Mark old = Mark.of(now, Duration.ZERO, Map.of(), false);
    pass(Duration.ofDays(3));
    assertThat(heart.tick(heart.begin(old, now), now).change()).contains(Heartbeat.Change.ERASE);
  }

  @Test
  void aClockThatJumpsDisarmsUntilFreshBeatsAgreeWithIt() throws BeatRefused {
    arm();
    for (long hours : new long[] {3, -3}) {
      Instant right = now.wall();
      now = new Reading(now.boot(), now.bootId(), right.plus(Duration.ofHours(hours)));
      assertThat(tick()).contains(Heartbeat.Change.DISARM);
      Beat honest = beat("one", right.toEpochMilli() + 10);
      assertThatThrownBy(() -> heart.beat(state, honest, now))
          .isInstanceOfSatisfying(
              BeatRefused.class, e -> assertThat(e.check()).isEqualTo("beat:time"));
      now = new Reading(now.boot(), now.bootId(), right.plusMillis(20));
      tick();
      hear("one");
      assertThat(hear("two")).contains(Heartbeat.Change.ARM);
      pass(Duration.ofMillis(50));
    }
  }

  @Test
  void aBeatThatWasHeldBackBuysNoTime() throws BeatRefused {
    arm();
    long issued = now.wall().toEpochMilli();
    Beat one = beat("one", issued + 1);
    Beat two = beat("two", issued + 1);
    pass(Duration.ofMillis(4_500));
    take(heart.beat(state, one, now));
    take(heart.beat(state, two, now));
    pass(Duration.ofMillis(520));
    assertThat(tick()).contains(Heartbeat.Change.DISARM);
    pass(Duration.ofSeconds(4));
    Beat older = beat("one", issued + 2);
    assertThatThrownBy(() -> heart.beat(state, older, now))
        .hasMessageContaining("beat:time")
        .hasMessageContaining("held back");
  }

  /** All beats of both sources come so much late, from the first on; then the sources die. */
  private Duration armedAfterTheLast(Duration delay) throws BeatRefused {
    Duration last = now.boot();
    for (int second = 0; second < 30; second++) {
      pass(Duration.ofSeconds(1));
      long issued = now.wall().minus(delay).toEpochMilli();
      take(heart.beat(state, beat("one", issued), now));
      take(heart.beat(state, beat("two", issued), now));
      last = now.boot().minus(delay);
    }
    return heart.armedUntil(state).map(last.negated()::plus).orElse(Duration.ZERO);
  }

  @Test
  void beatsThatAreAllHeldBackFromTheFirstOnBuyAQuarterOfTheLimit() throws BeatRefused {
    assertThat(armedAfterTheLast(Duration.ofSeconds(4))).isEqualTo(Duration.ofMillis(6_250));
  }

  /** A clock that is behind looks the same, so such beats keep the device from being erased. */
  @Test
  void beatsThatAreAllHeldBackForLongArmNothing() throws BeatRefused {
    assertThat(armedAfterTheLast(Duration.ofSeconds(12))).isZero();
    assertThat(heart.silence(state, now)).isLessThan(POLICY.eraseAfter());
  }

  @Test
  void aFirstBeatThatWasLateIsForgottenWhenTheNextAreNot() throws BeatRefused {
    take(heart.beat(state, beat("one", now.wall().minusSeconds(4).toEpochMilli()), now));
    take(heart.beat(state, beat("two", now.wall().minusSeconds(4).toEpochMilli()), now));
    for (int beats = 0; beats < 5_000; beats++) {
      pass(Duration.ofMillis(100));
      hear("one");
      hear("two");
      assertThat(heart.armedUntil(state)).contains(now.boot().plusSeconds(5));
    }
  }

  /** One beat that was held back and given to a device that just started must not shut it up. */
  @Test
  void anOldFirstBeatDoesNotKeepFreshOnesOut() throws BeatRefused {
    Beat old = beat("one", now.wall().minusSeconds(50).toEpochMilli());
    take(heart.beat(state, old, now));
    assertThat(hear("two")).isEmpty();
    assertThat(hear("one")).contains(Heartbeat.Change.ARM);
  }

  @Test
  void refusesWhatIsNotItsOwnOrNotNew() throws BeatRefused {
    arm();
    long issued = now.wall().toEpochMilli();
    refused("beat:replay", beat("one", issued));
    refused("beat:replay", beat("one", issued - 1));
    refused("beat:source", beat("four", issued + 1));
    refused(
        "beat:epoch", new Beat("one", Beat.Kind.SIGNED, life, issued + 1, 1, issued + 1, SOFTWARE));
    refused(
        "beat:software",
        new Beat("one", Beat.Kind.SIGNED, life, issued + 1, 0, issued + 1, SOFTWARE.sha256()));
    life = SOFTWARE.sha256().sha256();
    life = Octets.of(java.util.Arrays.copyOf(life.toByteArray(), 16));
    refused("beat:time", beat("one", issued + 61_000));
  }

  private void refused(String check, Beat beat) {
    Heartbeat.State before = state;
    assertThatThrownBy(() -> heart.beat(state, beat, now))
        .isInstanceOfSatisfying(BeatRefused.class, e -> assertThat(e.check()).isEqualTo(check));
    assertThat(state).isSameAs(before);
  }

  @Test
  void countersSurviveARestart() throws BeatRefused {
    arm();
    Beat last = beat("one", now.wall().toEpochMilli());
    state = heart.begin(heart.mark(state, now), now);
    refused("beat:replay", last);
  }

  /**
   * An hour at 30 % loss with the settings that a ring has by default (2 of 3, 15 s, one beat a
   * second).
   */
  @Test
  void thirtyPercentLossForAnHourDisarmsNobody() throws BeatRefused {
    Heartbeat usual =
        new Heartbeat(
            new HeartbeatPolicy(
                2, List.of("one", "two", "three"), Duration.ofSeconds(15), Duration.ofHours(24)),
            0,
            SOFTWARE);
    Random random = new Random(20261121);
    Map<Heartbeat.Change, Integer> seen = new HashMap<>();
    Heartbeat.State at = usual.begin(Mark.of(now, Duration.ZERO, Map.of(), false), now);
    for (int second = 0; second < 3600; second++) {
      pass(Duration.ofSeconds(1));
      for (String source : POLICY.sources()) {
        if (random.nextInt(10) >= 3) {
          Heartbeat.Outcome heard = usual.beat(at, beat(source, now.wall().toEpochMilli()), now);
          heard.change().ifPresent(change -> seen.merge(change, 1, Integer::sum));
          at = heard.state();
        }
      }
      Heartbeat.Outcome ticked = usual.tick(at, now);
      ticked.change().ifPresent(change -> seen.merge(change, 1, Integer::sum));
      at = ticked.state();
    }
    assertThat(seen).isEqualTo(Map.of(Heartbeat.Change.ARM, 1));
  }

  @Test
  void policiesThatProtectNothingAreRefused() {
    assertThatThrownBy(() -> policy(3, 5, 20, "a", "b")).hasMessageContaining("need must be 1 to");
    assertThatThrownBy(() -> policy(0, 5, 20, "a", "b")).hasMessageContaining("need must be 1 to");
    assertThatThrownBy(() -> policy(1, 0, 20, "a")).hasMessageContaining("disarm-after");
    assertThatThrownBy(() -> policy(1, 5, 0, "a")).hasMessageContaining("erase-after");
    assertThatThrownBy(() -> policy(1, 5, 5, "a")).hasMessageContaining("must be longer");
    assertThatThrownBy(() -> policy(1, 5, 20, "a", "a")).hasMessageContaining("named twice");
  }

  private static HeartbeatPolicy policy(int need, int disarm, int erase, String... sources) {
    return new HeartbeatPolicy(
        need, List.of(sources), Duration.ofSeconds(disarm), Duration.ofSeconds(erase));
  }
}
