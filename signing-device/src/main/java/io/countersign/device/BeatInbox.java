package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Datagrams that wait for a guard, bounded: what comes faster than it is read is lost, as datagrams
 * are (I8). Thread: safe for concurrent use.
 */
final class BeatInbox {
  private static final int MOST = 1000;

  private final Consumer<Octets> reader;
  private final AtomicInteger waiting = new AtomicInteger();

  BeatInbox(Consumer<Octets> reader) {
    this.reader = reader;
  }

  /** On the listener's thread. */
  void take(byte[] datagram) {
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      return;
    }
    reader.accept(Octets.of(datagram));
  }

  /** One of them is read. */
  void taken() {
    waiting.decrementAndGet();
  }
}
