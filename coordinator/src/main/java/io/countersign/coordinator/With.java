package io.countersign.coordinator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small immutable collections with one thing changed. */
final class With {
  private With() {}

  static <K, V> Map<K, V> entry(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return Map.copyOf(copy);
  }

  static <K, V> Map<K, V> out(Map<K, V> map, K key) {
    Map<K, V> copy = new HashMap<>(map);
    copy.remove(key);
    return Map.copyOf(copy);
  }

  static <T> Set<T> member(Set<T> set, T value) {
    Set<T> copy = new HashSet<>(set);
    copy.add(value);
    return Set.copyOf(copy);
  }

  static <T> Set<T> without(Set<T> set, T value) {
    Set<T> copy = new HashSet<>(set);
    copy.remove(value);
    return Set.copyOf(copy);
  }

  static <T> List<T> added(List<T> list, T value) {
    List<T> copy = new ArrayList<>(list);
    copy.add(value);
    return List.copyOf(copy);
  }
}
