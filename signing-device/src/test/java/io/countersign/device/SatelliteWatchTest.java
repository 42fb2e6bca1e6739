package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.SatelliteAnswer;
import io.countersign.protocol.guard.SatellitePolicy;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** M28: 2 of 3 satellites, whose word counts for 10 s from when they were asked. */
class SatelliteWatchTest {
  private static final Duration START = Duration.ofHours(1);

  private final SatelliteWatch watch =
      new SatelliteWatch(
          new SatellitePolicy(
              2,
              List.of("sat-1", "sat-2", "sat-3"),
              Duration.ofSeconds(10),
              Duration.ofSeconds(1),
              true));
  private SatelliteWatch.State state = SatelliteWatch.State.NEW;

  private static Duration at(long seconds) {
    return START.plusSeconds(seconds);
  }

  private static Octets nonce(int value) {
    return Octets.of(new byte[] {(byte) value});
  }

  private void ask(String satellite, int nonce, long seconds) {
    state = watch.asked(state, satellite, nonce(nonce), at(seconds));
  }

  private void answer(String satellite, int nonce, boolean on, long seconds) throws BeatRefused {
    state = watch.answered(state, new SatelliteAnswer(satellite, nonce(nonce), on, 0), at(seconds));
  }

  private void say(String satellite, int nonce, boolean on, long seconds) throws BeatRefused {
    ask(satellite, nonce, seconds);
    answer(satellite, nonce, on, seconds);
  }

  @Test
  void goesOnOnlyWithTheSecondSatelliteAndNotWithTheSecondWordOfOne() throws BeatRefused {
    say("sat-1", 1, true, 0);
    say("sat-1", 2, true, 1);
    assertThat(watch.until(state)).isEmpty();
    say("sat-2", 3, true, 2);
    assertThat(watch.until(state)).contains(at(11));
    say("sat-3", 4, true, 4);
    assertThat(watch.until(state)).contains(at(12));
  }

  @Test
  void aWordCountsFromWhenItWasAskedForSoThatADelayBuysNoTime() throws BeatRefused {
    ask("sat-1", 1, 0);
    ask("sat-2", 2, 0);
    answer("sat-1", 1, true, 9);
    answer("sat-2", 2, true, 9);
    assertThat(watch.until(state)).contains(at(10));
    ask("sat-1", 3, 9);
    assertThatThrownBy(() -> answer("sat-1", 3, true, 19))
        .hasMessageStartingWith("satellite:nonce");
  }

  @Test
  void anAnswerCountsOnceAndOnlyForHimWhoWasAsked() throws BeatRefused {
    ask("sat-1", 1, 0);
    assertThatThrownBy(() -> answer("sat-2", 1, true, 1))
        .hasMessageStartingWith("satellite:source");
    answer("sat-1", 1, true, 1);
    assertThatThrownBy(() -> answer("sat-1", 1, true, 1)).hasMessageStartingWith("satellite:nonce");
    assertThatThrownBy(() -> answer("sat-1", 9, true, 1)).hasMessageStartingWith("satellite:nonce");
  }

  @Test
  void offCountsAtOnceAndAnOlderOnThatComesLateChangesNothing() throws BeatRefused {
    say("sat-1", 1, true, 0);
    say("sat-2", 2, true, 0);
    ask("sat-2", 3, 1);
    say("sat-2", 4, false, 2);
    assertThat(watch.until(state)).isEmpty();
    answer("sat-2", 3, true, 3);
    assertThat(watch.until(state)).isEmpty();
    assertThat(watch.words(state, at(3))).containsExactly("sat-1=on", "sat-2=off", "sat-3=silent");
    say("sat-2", 5, true, 4);
    assertThat(watch.until(state)).contains(at(10));
  }

  @Test
  void silenceIsNeitherOnNorOff() throws BeatRefused {
    say("sat-1", 1, false, 0);
    assertThat(watch.isOff(state, at(1))).isFalse();
    say("sat-2", 2, false, 1);
    assertThat(watch.isOff(state, at(1))).isTrue();
    assertThat(watch.isOff(state, at(10))).as("the first word is too old").isFalse();
    assertThat(watch.words(state, at(11)))
        .containsExactly("sat-1=silent", "sat-2=silent", "sat-3=silent");
  }

  @Test
  void asksEachOnceAPeriodAndForgetsWhatIsTooOldToCount() {
    assertThat(watch.due(state, at(0))).containsExactly("sat-1", "sat-2", "sat-3");
    ask("sat-2", 1, 0);
    assertThat(watch.due(state, at(0))).containsExactly("sat-1", "sat-3");
    assertThat(watch.due(state, at(1))).containsExactly("sat-1", "sat-2", "sat-3");
    for (int second = 1; second < 100; second++) {
      ask("sat-2", 1 + second, second);
    }
    assertThat(state.open()).hasSize(10);
  }
}
