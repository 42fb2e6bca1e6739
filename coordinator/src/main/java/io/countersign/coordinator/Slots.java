package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds how many requests have an attempt running at the same time: when thousands are approved at
 * once, devices that were asked by all of them would miss every deadline. First come, first served.
 * Thread: safe for concurrent use.
 */
final class Slots {
  private final int most;
  private final Set<ActorRef<RequestEntity.Message>> holders = new HashSet<>();
  private final Set<ActorRef<RequestEntity.Message>> waiting = new LinkedHashSet<>();

  Slots(int most) {
    this.most = most;
  }

  synchronized boolean holds(ActorRef<RequestEntity.Message> request) {
    return holders.contains(request);
  }

  /** Asks for a slot; the request is woken when it has one. */
  synchronized void want(ActorRef<RequestEntity.Message> request) {
    if (!holders.contains(request)) {
      waiting.add(request);
      grant();
    }
  }

  /** Gives a slot back, or no longer waits for one. */
  synchronized void leave(ActorRef<RequestEntity.Message> request) {
    waiting.remove(request);
    if (holders.remove(request)) {
      grant();
    }
  }

  private void grant() {
    Iterator<ActorRef<RequestEntity.Message>> queue = waiting.iterator();
    while (holders.size() < most && queue.hasNext()) {
      ActorRef<RequestEntity.Message> next = queue.next();
      queue.remove();
      holders.add(next);
      next.tell(new RequestEntity.Wake());
    }
  }
}
