package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Clients who wait for one request to end, each until a moment of his own. Thread: one. */
final class Waiters {
  private final int most;
  private final InstantSource steady;
  private final List<Waiter> waiting = new ArrayList<>();

  private record Waiter(Instant until, ActorRef<CoordinatorCommand.Reply> replyTo) {}

  /**
   * @param most how many may wait at once
   * @param steady a clock that nobody sets
   */
  Waiters(int most, InstantSource steady) {
    this.most = most;
    this.steady = steady;
  }

  boolean isFull() {
    return waiting.size() >= most;
  }

  void add(ActorRef<CoordinatorCommand.Reply> client, Duration waitFor) {
    waiting.add(new Waiter(steady.instant().plus(waitFor), client));
  }

  /** Answers those whose time has come; they wait no more. */
  void answerDue(Supplier<? extends CoordinatorCommand.Reply> answer) {
    Instant now = steady.instant();
    List<Waiter> due = waiting.stream().filter(w -> !now.isBefore(w.until())).toList();
    waiting.removeAll(due);
    due.forEach(w -> w.replyTo().tell(answer.get()));
  }

  void answerAll(Supplier<? extends CoordinatorCommand.Reply> answer) {
    List<Waiter> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(w -> w.replyTo().tell(answer.get()));
  }

  /** When the first of them is due. */
  Optional<Instant> next() {
    return waiting.stream().map(Waiter::until).min(Instant::compareTo);
  }
}
