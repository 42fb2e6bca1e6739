package io.countersign.device;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at intervals, on a thread of its own. The actor system's scheduler compares readings of the
 * process's monotonic clock, so where that clock is set back it calls nobody for as long; here each
 * wait is counted anew (I5). Thread: {@link #close} may be called by any.
 */
final class Ticker implements Closeable {
  private final Thread thread;
  private volatile boolean open = true;

  private Ticker(Runnable tick, Duration every) {
    this.thread =
        new Thread(
            () -> {
              while (open) {
                tick.run();
                LockSupport.parkNanos(every.toNanos());
              }
            },
            "guard-ticker");
    thread.setDaemon(true);
  }

  /**
   * @param tick quick; called at once, and again after each interval
   */
  static Ticker start(Runnable tick, Duration every) {
    Ticker ticker = new Ticker(tick, every);
    ticker.thread.start();
    return ticker;
  }

  @Override
  public void close() {
    open = false;
    LockSupport.unpark(thread);
  }
}
