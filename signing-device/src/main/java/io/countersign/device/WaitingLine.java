package io.countersign.device;

import io.countersign.protocol.wire.ServerProtocol.Urgency;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What waits to go on: one of each sender in turn, so that nobody keeps the others waiting by
 * sending more; of one sender the most urgent first, and of equally urgent ones in the order in
 * which they came (M8). Whoever fills it bounds it. Thread: one.
 */
final class WaitingLine<T> {
  /** Those of whom something waits, in the order of their turns. */
  private final Map<String, PriorityQueue<Place<T>>> bySender = new LinkedHashMap<>();

  private long numbers;
  private int size;

  private record Place<T>(Urgency urgency, long number, T waiting) {}

  void add(String sender, Urgency urgency, T waiting) {
    bySender
        .computeIfAbsent(sender, name -> new PriorityQueue<>(byUrgency()))
        .add(new Place<>(urgency, numbers++, waiting));
    size++;
  }

  private static <T> Comparator<Place<T>> byUrgency() {
    return Comparator.<Place<T>, Urgency>comparing(Place::urgency).thenComparing(Place::number);
  }

  Optional<T> next() {
    Iterator<Map.Entry<String, PriorityQueue<Place<T>>>> turns = bySender.entrySet().iterator();
    if (!turns.hasNext()) {
      return Optional.empty();
    }
    Map.Entry<String, PriorityQueue<Place<T>>> turn = turns.next();
    String sender = turn.getKey();
    PriorityQueue<Place<T>> places = turn.getValue();
    turns.remove();
    T next = places.remove().waiting();
    if (!places.isEmpty()) {
      bySender.put(sender, places);
    }
    size--;
    return Optional.of(next);
  }

  int size() {
    return size;
  }
}
