package io.countersign.device;

import io.countersign.protocol.wire.ServerProtocol.Urgency;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What waits to go on: the most urgent first, and of equally urgent ones in the order in which they
 * came (M8). Whoever fills it bounds it. Thread: one.
 */
final class WaitingLine<T> {
  private final PriorityQueue<Place<T>> places =
      new PriorityQueue<>(
          Comparator.<Place<T>, Urgency>comparing(Place::urgency).thenComparing(Place::number));

  private long numbers;

  private record Place<T>(Urgency urgency, long number, T waiting) {}

  void add(Urgency urgency, T waiting) {
    places.add(new Place<>(urgency, numbers++, waiting));
  }

  Optional<T> next() {
    return Optional.ofNullable(places.poll()).map(Place::waiting);
  }

  int size() {
    return places.size();
  }
}
