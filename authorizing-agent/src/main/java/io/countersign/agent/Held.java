package io.countersign.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What waits for the log: nothing is sent before every entry appended before it has been synced
 * (I7). Thread: one.
 */
final class Held {
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long appended;
  private long synced;

  private record Waiting(long after, Effect.Send send) {}

  /** An entry was handed to the log. */
  void appended() {
    appended++;
  }

  /** An entry became durable, in the order in which they were handed over. */
  void synced() {
    synced++;
  }

  void hold(Effect.Send send) {
    waiting.add(new Waiting(appended, send));
  }

  /** Hands out what no longer waits, in order. */
  void release(Consumer<Effect.Send> out) {
    while (!waiting.isEmpty() && waiting.element().after() <= synced) {
      out.accept(waiting.remove().send());
    }
  }
}
