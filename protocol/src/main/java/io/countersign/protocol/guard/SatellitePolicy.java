package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.Name;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * Whose word a device needs in order to go on (M28).
 *
 * @param need k: satellites that must have answered {@code on}, 1 to m
 * @param satellites names of the m satellites, parties of the ring of that role
 * @param within how long the word of a satellite counts, from when the question was sent, 1 s to 1
 *     day
 * @param period between two questions to one satellite, 100 ms and a hundredth of {@code within} at
 *     least, half of it at most
 * @param eraseWhenOff whether the device destroys its shares when k satellites say {@code off}
 */
public record SatellitePolicy(
    int need, List<String> satellites, Duration within, Duration period, boolean eraseWhenOff) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration QUICKEST = Duration.ofMillis(100);

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public SatellitePolicy {
    satellites = List.copyOf(satellites);
    satellites.forEach(name -> Name.require("satellite", name));
    if (new HashSet<>(satellites).size() != satellites.size()) {
      throw new IllegalArgumentException("a satellite is named twice: " + satellites);
    }
    if (need < 1 || need > satellites.size()) {
      throw new IllegalArgumentException(
          "need must be 1 to the number of satellites, which is "
              + satellites.size()
              + ", got "
              + need);
    }
    if (within.compareTo(SHORTEST) < 0 || within.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "within must be " + SHORTEST + " to " + LONGEST + ", got " + within);
    }
    if (period.compareTo(QUICKEST) < 0
        || period.multipliedBy(100).compareTo(within) < 0
        || period.multipliedBy(2).compareTo(within) > 0) {
      throw new IllegalArgumentException(
          "period must be "
              + QUICKEST
              + " and a hundredth to half of within, which is "
              + within
              + ", got "
              + period);
    }
  }
}
