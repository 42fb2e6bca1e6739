package io.countersign.deploy.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a lost member of the cluster is waited for. Long while nothing hangs on it, for a
 * machine that starts all nodes on few cores is slow to answer; short once another has been downed
 * to make place for its next life: the cluster removes nobody, and so lets nobody come back, while
 * any of its members is lost and not downed.
 *
 * @param <M> a member
 */
final class LostMembers<M> {
  private final Duration patience;
  private final Duration hurry;
  private final Map<M, Duration> deadlines = new LinkedHashMap<>();

  /**
   * @param patience while nobody waits
   * @param hurry while somebody does; at most as long
   */
  LostMembers(Duration patience, Duration hurry) {
    this.patience = patience;
    this.hurry = hurry;
  }

  /**
   * A member was found to be silent.
   *
   * @param awaited whether somebody waits to come back
   * @param now of a clock that only goes on
   */
  void lost(M member, boolean awaited, Duration now) {
    deadlines.putIfAbsent(member, now.plus(awaited ? hurry : patience));
  }

  /** It answers again, or is no member any more. */
  void forget(M member) {
    deadlines.remove(member);
  }

  /** Somebody waits to come back from now on. */
  void awaited(Duration now) {
    Duration soon = now.plus(hurry);
    deadlines.replaceAll((member, deadline) -> deadline.compareTo(soon) < 0 ? deadline : soon);
  }

  /** Those that are given up now; they are forgotten. */
  List<M> due(Duration now) {
    List<M> due =
        deadlines.entrySet().stream()
            .filter(entry -> entry.getValue().compareTo(now) <= 0)
            .map(Map.Entry::getKey)
            .toList();
    due.forEach(deadlines::remove);
    return due;
  }
}
