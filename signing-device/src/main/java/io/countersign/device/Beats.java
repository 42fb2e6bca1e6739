package io.countersign.device;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;

/** Where datagrams of heartbeat sources come in. */
@FunctionalInterface
public interface Beats {
  /**
   * Begins to listen.
   *
   * @param sink is given each datagram, on a thread of the listener
   * @return ends it
   * @throws IOException if the address cannot be had
   */
  Closeable listen(Consumer<byte[]> sink) throws IOException;
}
