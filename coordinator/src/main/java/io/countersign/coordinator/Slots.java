package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how much requests do at the same time, each by its weight: when thousands are approved at
 * once, devices that were asked by all of them would miss every deadline, and when many large
 * documents are accepted at once, their copies for agents would fill the heap. First come, first
 * served; one alone may weigh more than the bound. Thread: safe for concurrent use.
 */
final class Slots {
  private final long most;
  private final Map<ActorRef<RequestEntity.Message>, Long> holders = new HashMap<>();
  private final Map<ActorRef<RequestEntity.Message>, Long> waiting = new LinkedHashMap<>();
  private long taken;

  Slots(long most) {
    this.most = most;
  }

  synchronized boolean holds(ActorRef<RequestEntity.Message> request) {
    return holders.containsKey(request);
  }

  /** Asks for a slot; the request is woken when it has one. */
  synchronized void want(ActorRef<RequestEntity.Message> request) {
    want(request, 1);
  }

  /** Asks for a slot of that weight; the request is woken when it has one. */
  synchronized void want(ActorRef<RequestEntity.Message> request, long weight) {
    if (!holders.containsKey(request)) {
      waiting.putIfAbsent(request, weight);
      grant();
    }
  }

  /** Gives a slot back, or no longer waits for one. */
  synchronized void leave(ActorRef<RequestEntity.Message> request) {
    boolean waited = waiting.remove(request) != null;
    Long weight = holders.remove(request);
    taken -= weight == null ? 0 : weight;
    if (waited || weight != null) {
      grant();
    }
  }

  private void grant() {
    Iterator<Map.Entry<ActorRef<RequestEntity.Message>, Long>> queue =
        waiting.entrySet().iterator();
    while (queue.hasNext()) {
      Map.Entry<ActorRef<RequestEntity.Message>, Long> next = queue.next();
      if (!holders.isEmpty() && taken + next.getValue() > most) {
        return;
      }
      queue.remove();
      holders.put(next.getKey(), next.getValue());
      taken += next.getValue();
      next.getKey().tell(new RequestEntity.Wake());
    }
  }
}
