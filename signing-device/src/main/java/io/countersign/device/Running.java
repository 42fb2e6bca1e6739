package io.countersign.device;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** What runs for a guard, ports and ticks, and is ended with it. Thread: one. */
final class Running implements Closeable {
  private final List<Closeable> all = new ArrayList<>();
  private final Logger log;

  Running(Logger log) {
    this.log = log;
  }

  void add(Closeable one) {
    all.add(one);
  }

  /** Ends all; one that fails keeps no other from it. */
  @Override
  public void close() {
    for (Closeable one : all) {
      try {
        one.close();
      } catch (IOException e) {
        log.warn("a port of the guard was not closed", e);
      }
    }
  }
}
