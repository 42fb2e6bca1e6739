package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Datagrams of one port that wait for a guard, bounded: what comes faster than it is read is lost,
 * as datagrams are (I8). Thread: safe for concurrent use.
 */
final class BeatInbox {
  private static final int MOST = 1000;

  private final Consumer<? super GuardMessage.Arrived> reader;
  private final AtomicInteger waiting = new AtomicInteger();

  BeatInbox(Consumer<? super GuardMessage.Arrived> reader) {
    this.reader = reader;
  }

  /** On the listener's thread. */
  void take(byte[] datagram) {
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      return;
    }
    reader.accept(new GuardMessage.Arrived(Octets.of(datagram), this));
  }

  /** One of them is read. */
  void taken() {
    waiting.decrementAndGet();
  }
}
