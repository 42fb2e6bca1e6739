package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.Name;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * What a device needs to hear in order to go on (M27).
 *
 * @param need k: sources that must have been heard within {@code disarmAfter}, 1 to m
 * @param sources names of the m sources, parties of the ring with role {@code heartbeat}
 * @param disarmAfter silence after which the device signs nothing, 1 s to 1 day
 * @param eraseAfter silence after which it destroys its shares, longer than {@code disarmAfter}, at
 *     most 366 days
 */
public record HeartbeatPolicy(
    int need, List<String> sources, Duration disarmAfter, Duration eraseAfter) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST_DISARM = Duration.ofDays(1);
  private static final Duration LONGEST_ERASE = Duration.ofDays(366);

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public HeartbeatPolicy {
    sources = List.copyOf(sources);
    sources.forEach(source -> Name.require("heartbeat source", source));
    if (new HashSet<>(sources).size() != sources.size()) {
      throw new IllegalArgumentException("a heartbeat source is named twice: " + sources);
    }
    if (need < 1 || need > sources.size()) {
      throw new IllegalArgumentException(
          "need must be 1 to the number of sources, which is " + sources.size() + ", got " + need);
    }
    requireWithin("disarm-after", disarmAfter, SHORTEST, LONGEST_DISARM);
    requireWithin("erase-after", eraseAfter, SHORTEST, LONGEST_ERASE);
    if (eraseAfter.compareTo(disarmAfter) <= 0) {
      throw new IllegalArgumentException(
          "erase-after ("
              + eraseAfter
              + ") must be longer than disarm-after ("
              + disarmAfter
              + ")");
    }
  }

  private static void requireWithin(String what, Duration got, Duration least, Duration most) {
    if (got.compareTo(least) < 0 || got.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ", got " + got);
    }
  }
}
