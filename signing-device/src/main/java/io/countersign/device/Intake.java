package io.countersign.device;

import io.countersign.protocol.wire.SealedEnvelope;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many octets of sealed messages wait for the front: more are dropped unopened, for who sent
 * them is not known yet. Thread: safe for concurrent use.
 */
final class Intake {
  /** What a message costs besides its octets: objects, and its place in the mailbox. */
  private static final int OVERHEAD = 1024;

  private final long most;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * @param most octets that may wait
   */
  Intake(long most) {
    this.most = most;
  }

  static long cost(SealedEnvelope sealed) {
    return OVERHEAD + (long) sealed.length();
  }

  /** Whether the message may wait; it is counted if it may. */
  boolean admit(SealedEnvelope sealed) {
    long cost = cost(sealed);
    if (waiting.addAndGet(cost) <= most) {
      return true;
    }
    waiting.addAndGet(-cost);
    dropped.incrementAndGet();
    return false;
  }

  /** An admitted message waits no more. */
  void taken(SealedEnvelope sealed) {
    waiting.addAndGet(-cost(sealed));
  }

  /** How many were dropped since this was asked last. */
  long dropped() {
    return dropped.getAndSet(0);
  }
}
