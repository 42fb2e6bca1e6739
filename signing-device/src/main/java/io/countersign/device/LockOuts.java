package io.countersign.device;

import io.countersign.protocol.wire.DeviceProtocol.LockedOut;
import io.countersign.protocol.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who is locked out of a device (M8, M29). Only failures that a sender himself made are counted,
 * shown by his key on what he sent: otherwise a stranger could lock out whom he likes. Senders are
 * those of the ring's record, so this is bounded. Times are readings of a clock that nobody sets.
 * Thread: one.
 */
final class LockOuts {
  private final LockOutPolicy policy;
  private final Map<String, Sender> senders = new TreeMap<>();

  private static final class Sender {
    private final Deque<Duration> failures = new ArrayDeque<>();
    private int times;
    private Duration until = Duration.ofSeconds(Long.MIN_VALUE);
    private Duration last = Duration.ofSeconds(Long.MIN_VALUE);
  }

  LockOuts(LockOutPolicy policy) {
    this.policy = policy;
  }

  /**
   * Takes up what was before this life.
   *
   * @param wall the time by the clock that the log goes by
   */
  void recall(LockOutMemory memory, Instant wall, Duration now) {
    if (policy.failures() == 0) {
      return;
    }
    memory
        .senders()
        .forEach(
            (name, kept) -> {
              Sender sender = new Sender();
              sender.times = kept.times();
              sender.until = now.plus(kept.left(wall));
              sender.last = sender.until;
              senders.put(name, sender);
            });
  }

  /** One more failure of a sender; the lock-out if it brings one. */
  Optional<LockedOut> failed(String name, Duration now) {
    if (policy.failures() == 0 || left(name, now).isPresent()) {
      return Optional.empty();
    }
    Sender sender = senders.computeIfAbsent(name, key -> new Sender());
    if (sender.times > 0 && isOver(sender.last, policy.most(), now)) {
      sender.times = 0;
    }
    sender.last = now;
    sender.failures.addLast(now);
    while (isOver(sender.failures.getFirst(), policy.within(), now)) {
      sender.failures.removeFirst();
    }
    if (sender.failures.size() < policy.failures()) {
      return Optional.empty();
    }
    sender.failures.clear();
    sender.until = now.plus(policy.length(sender.times));
    sender.last = sender.until;
    sender.times++;
    return Optional.of(shown(name, sender, now));
  }

  /** How long a sender is locked out yet; empty if he is not. */
  Optional<Duration> left(String name, Duration now) {
    Sender sender = senders.get(name);
    return sender == null || now.compareTo(sender.until) >= 0
        ? Optional.empty()
        : Optional.of(sender.until.minus(now));
  }

  /**
   * What a sender is answered while he is locked out; empty if he is not.
   *
   * @param by who has locked him out
   */
  Optional<Refusal> refusal(String by, String name, Duration now) {
    return left(name, now)
        .map(
            left -> {
              String detail =
                  "%s has locked %s out for %d s more: what it sent failed again and again"
                      .formatted(by, name, left.toSeconds());
              long retryAfter = left.toMillis() + 1;
              return new Refusal(Refusal.Code.BUSY, "sender:locked-out", detail, 0, 0, retryAfter);
            });
  }

  /** Those who are locked out now, by name. */
  List<LockedOut> list(Duration now) {
    return senders.entrySet().stream()
        .filter(entry -> now.compareTo(entry.getValue().until) < 0)
        .map(entry -> shown(entry.getKey(), entry.getValue(), now))
        .toList();
  }

  private static LockedOut shown(String name, Sender sender, Duration now) {
    return new LockedOut(name, sender.times, sender.until.minus(now).toMillis());
  }

  private static boolean isOver(Duration since, Duration span, Duration now) {
    return now.compareTo(since.plus(span)) >= 0;
  }
}
