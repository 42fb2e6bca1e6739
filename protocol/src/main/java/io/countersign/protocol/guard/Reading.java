package io.countersign.protocol.guard;

import java.time.Duration;
import java.time.Instant;

/**
 * What a device's clocks say at one moment. The boot clock rules: the monotonic clock that counts
 * sleep too, which goes on while the process is stopped, and nobody sets it. The wall clock is
 * asked only across a restart of the machine, where the boot clock begins anew.
 *
 * @param boot time since the machine was started, sleep included
 * @param bootId names one run of the machine
 * @param wall time of day, which may be set by anybody
 */
public record Reading(Duration boot, String bootId, Instant wall) {

  /**
   * Time that has gone by since an earlier reading, never negative. Across a restart of the machine
   * it is what the wall clock says, and never less than the machine has been running since: a wall
   * clock that was set back shortens nothing but the time during which the machine was off.
   */
  public Duration since(Reading earlier) {
    if (bootId.equals(earlier.bootId())) {
      return notNegative(boot.minus(earlier.boot()));
    }
    Duration byWall = notNegative(Duration.between(earlier.wall(), wall));
    return byWall.compareTo(boot) > 0 ? byWall : boot;
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
