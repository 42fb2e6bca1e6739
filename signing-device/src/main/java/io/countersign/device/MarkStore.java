package io.countersign.device;

import io.countersign.protocol.guard.Mark;
import java.io.IOException;

/** Where a guard keeps what must outlive the process (I5). Thread: one. */
public interface MarkStore {
  /**
   * The mark that was saved last.
   *
   * @throws IOException if it is missing, damaged or another device's: a lost mark is no fresh one
   */
  Mark read() throws IOException;

  /** Saves a mark in place of the last; it is durable, or the last still is, when this returns. */
  void save(Mark mark) throws IOException;
}
