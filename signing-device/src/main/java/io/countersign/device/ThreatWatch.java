package io.countersign.device;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Counts what threatens a device and says which rules that meets (M29). A rule that was met counts
 * anew. Memory: at most {@link ThreatRule#count} times a rule. Times are readings of the boot
 * clock. Thread: one.
 */
final class ThreatWatch {
  private final List<Counted> rules = new ArrayList<>();

  private record Counted(ThreatRule rule, Deque<Duration> times) {}

  ThreatWatch(List<ThreatRule> rules) {
    rules.forEach(rule -> this.rules.add(new Counted(rule, new ArrayDeque<>())));
  }

  /** The rules that this event meets. */
  List<ThreatRule> seen(ThreatEvent event, Duration now) {
    List<ThreatRule> met = new ArrayList<>();
    for (Counted counted : rules) {
      ThreatRule rule = counted.rule();
      if (rule.event() == event) {
        Deque<Duration> times = counted.times();
        times.addLast(now);
        while (times.getFirst().compareTo(now.minus(rule.within())) <= 0) {
          times.removeFirst();
        }
        if (times.size() >= rule.count()) {
          times.clear();
          met.add(rule);
        }
      }
    }
    return met;
  }
}
