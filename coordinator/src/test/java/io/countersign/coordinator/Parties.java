package io.countersign.coordinator;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Things by name, of which none asked for is missing. */
final class Parties<T> {
  private final Map<String, T> all = new TreeMap<>();

  void put(String name, T value) {
    all.put(name, value);
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  T get(String name) {
    T value = all.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no '" + name + "' among " + all.keySet());
    }
    return value;
  }

  /** In the order of their names. */
  Collection<T> values() {
    return all.values();
  }

  Collection<String> names() {
    return all.keySet();
  }

  void forEachName(Consumer<String> action) {
    all.keySet().forEach(action);
  }

  Map<String, T> asMap() {
    return Map.copyOf(all);
  }
}
