package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceLimitsTest {
  @Test
  void hasTheseDefaults() {
    assertThat(DeviceLimits.DEFAULT)
        .isEqualTo(
            new DeviceLimits(
                256,
                16_777_216,
                32,
                Duration.ofMillis(250),
                20_000,
                40_000,
                60_000,
                64,
                1_000_000,
                32,
                60,
                5_000,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                LockOutPolicy.DEFAULT));
  }

  @Test
  void refusesALimitThatLetsNothingThrough() {
    assertThatThrownBy(() -> ReleaseTest.limits(0))
        .hasMessage("computations must be at least 1, got 0");
  }
}
