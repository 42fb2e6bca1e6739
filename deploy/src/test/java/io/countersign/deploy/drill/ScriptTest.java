package io.countersign.deploy.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScriptTest {
  @Test
  void whoIsStoppedSleepsPastHisLimitAndTheSameSeedTellsTheSame() {
    for (int seed = 0; seed < 500; seed++) {
      Script stop = Script.of(Kind.STOP, new SplittableRandom(seed));
      assertThat(stop)
          .as("seed " + seed)
          .isEqualTo(Script.of(Kind.STOP, new SplittableRandom(seed)));
      assertThat(stop.first()).as("seed " + seed).isLessThan(Script.DISARM_LEAST);
      assertThat(stop.second())
          .as("seed " + seed)
          .isGreaterThan(Script.DISARM_MOST)
          .matches(at -> at < Script.ERASE_LEAST || at > Script.ERASE_MOST);
      Script clock = Script.of(Kind.CLOCK, new SplittableRandom(seed));
      assertThat(Math.abs(clock.seconds())).as("seed " + seed).isBetween(3600L, 43_200L);
      assertThat(clock.away()).as("seed " + seed).isLessThan(Script.ERASE_LEAST - 1000);
    }
  }
}
