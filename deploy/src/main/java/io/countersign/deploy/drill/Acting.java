package io.countersign.deploy.drill;

import io.countersign.deploy.drill.Trace.Slot;
import io.countersign.device.GuardDrill;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts in the place of signing devices, all the time: one thread asks every gate each few
 * milliseconds, another computes partial signatures, device after device. What was under way when
 * the process was stopped goes on when it wakes, as requests in a socket would.
 */
final class Acting {
  private static final Logger LOG = LoggerFactory.getLogger(Acting.class);
  private static final Duration ASK = Duration.ofMillis(10);
  private static final Duration ACT = Duration.ofMillis(50);

  private final List<One> all = new CopyOnWriteArrayList<>();
  private final Supplier<Duration> clock;

  /** One device. */
  private static final class One {
    private final GuardDrill drill;
    private final Trace trace;
    private boolean may;
    private boolean empty;

    private One(GuardDrill drill, Trace trace) {
      this.drill = drill;
      this.trace = trace;
    }
  }

  private Acting(Supplier<Duration> clock) {
    this.clock = clock;
  }

  /**
   * @param clock the boot clock
   */
  static Acting start(Supplier<Duration> clock) {
    Acting acting = new Acting(clock);
    thread("ask", ASK, () -> acting.all.forEach(acting::ask));
    thread("act", ACT, acting::actOnce);
    return acting;
  }

  private static void thread(String name, Duration pause, Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                task.run();
                LockSupport.parkNanos(pause.toNanos());
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  void add(GuardDrill drill, Trace trace) {
    all.add(new One(drill, trace));
  }

  private void ask(One one) {
    Optional<Duration> asked = one.drill.ask();
    asked.ifPresent(at -> one.trace.set(Slot.ASKED, at));
    if (asked.isPresent() != one.may) {
      one.may = asked.isPresent();
      one.trace.count(one.may ? Slot.OPENED : Slot.SHUT);
    }
    boolean empty = one.drill.isEmpty();
    if (empty != one.empty) {
      one.empty = empty;
      one.trace.set(Slot.EMPTIED, empty ? clock.get() : Duration.ZERO);
    }
  }

  private int next;

  /** Of the acting thread alone. */
  private void actOnce() {
    if (all.isEmpty()) {
      return;
    }
    One one = all.get(next++ % all.size());
    try {
      one.drill
          .act()
          .ifPresent(
              at -> {
                one.trace.set(Slot.ACTED, at);
                one.trace.count(Slot.ACTS);
              });
    } catch (IllegalStateException e) {
      LOG.error("an act failed", e);
      one.trace.count(Slot.FAULTS);
    }
  }
}
