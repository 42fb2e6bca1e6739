package io.countersign.device;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each sender may do something: so often at once, and so often a second in the long run.
 * Times are readings of a clock that nobody sets. Thread: one.
 */
final class PassBudget {
  private final Duration each;
  private final Duration most;

  /** When each sender will have all of it again; if that is over, he has it. */
  private final Map<String, Duration> whole = new HashMap<>();

  PassBudget(int atOnce, int perSecond) {
    this.each = Duration.ofSeconds(1).dividedBy(perSecond);
    this.most = each.multipliedBy(atOnce);
  }

  /** How long until the sender may do it again; nothing if he may now. */
  Duration lacking(String sender, Duration now) {
    Duration lacking = spent(sender, now).minus(now).minus(most);
    return lacking.isNegative() ? Duration.ZERO : lacking;
  }

  /** He does it. */
  void spend(String sender, Duration now) {
    whole.put(sender, spent(sender, now));
  }

  private Duration spent(String sender, Duration now) {
    Duration before = whole.getOrDefault(sender, now);
    return (before.compareTo(now) < 0 ? now : before).plus(each);
  }
}
