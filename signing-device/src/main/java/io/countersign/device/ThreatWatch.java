package io.countersign.device;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Counts what threatens a device and says which rules that meets (M29). A rule that was met rests
 * for its {@link ThreatRule#within} and then counts anew: whoever floods a device must not fill its
 * log or crowd its own records out (I8). Memory: at most {@link ThreatRule#count} times a rule.
 * Times are readings of the boot clock. Thread: one.
 */
final class ThreatWatch {
  private final List<Counted> rules = new ArrayList<>();

  private static final class Counted {
    private final ThreatRule rule;
    private final Deque<Duration> times = new ArrayDeque<>();
    private Duration restsUntil = Duration.ZERO;

    private Counted(ThreatRule rule) {
      this.rule = rule;
    }

    private boolean isMet(Duration now) {
      if (now.compareTo(restsUntil) < 0) {
        return false;
      }
      times.addLast(now);
      while (times.getFirst().compareTo(now.minus(rule.within())) <= 0) {
        times.removeFirst();
      }
      if (times.size() >= rule.count()) {
        times.clear();
        restsUntil = now.plus(rule.within());
        return true;
      }
      return false;
    }
  }

  ThreatWatch(List<ThreatRule> rules) {
    rules.forEach(rule -> this.rules.add(new Counted(rule)));
  }

  /** The rules that this event meets. */
  List<ThreatRule> seen(ThreatEvent event, Duration now) {
    return rules.stream()
        .filter(counted -> counted.rule.event() == event && counted.isMet(now))
        .map(counted -> counted.rule)
        .toList();
  }
}
