package io.countersign.device;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from ids of 32 octets, such as request ids, to values: a trie over the ids' hex
 * digits that shares all but one path with its predecessor, so that each step of the {@link
 * DeviceCore} has a state of its own at the cost of a few small arrays. Ids are SHA-256 values, so
 * it stays shallow whatever is put in.
 */
final class IdMap<V> {
  private static final int WIDTH = 16;
  private static final IdMap<?> EMPTY = new IdMap<>(null, 0);

  private final @Nullable Node<V> root;
  private final int size;

  private sealed interface Node<V> {}

  private record Leaf<V>(Octets id, V value) implements Node<V> {}

  private static final class Branch<V> implements Node<V> {
    final @Nullable Node<V>[] children;

    Branch(@Nullable Node<V>[] children) {
      this.children = children;
    }
  }

  private IdMap(@Nullable Node<V> root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // An empty map has no value of any type.
  static <V> IdMap<V> empty() {
    return (IdMap<V>) EMPTY;
  }

  int size() {
    return size;
  }

  Optional<V> get(Octets id) {
    Node<V> node = root;
    for (int depth = 0; node instanceof Branch<V> branch; depth++) {
      node = branch.children[digit(id, depth)];
    }
    return node instanceof Leaf<V> leaf && leaf.id.equals(id)
        ? Optional.of(leaf.value)
        : Optional.empty();
  }

  /** This map with one value put in or replaced. */
  IdMap<V> with(Octets id, V value) {
    int added = get(id).isPresent() ? 0 : 1;
    return new IdMap<>(put(root, new Leaf<>(id, value), 0), size + added);
  }

  /** This map without an id. */
  IdMap<V> without(Octets id) {
    if (get(id).isEmpty()) {
      return this;
    }
    return new IdMap<>(remove(root, id, 0), size - 1);
  }

  /** The values for which the test holds, in a new map. */
  IdMap<V> keep(Predicate<V> wanted) {
    List<Leaf<V>> kept = new ArrayList<>();
    forEach(
        root,
        leaf -> {
          if (wanted.test(leaf.value)) {
            kept.add(leaf);
          }
        });
    if (kept.size() == size) {
      return this;
    }
    Node<V> node = null;
    for (Leaf<V> leaf : kept) {
      node = put(node, leaf, 0);
    }
    return new IdMap<>(node, kept.size());
  }

  void forEach(Consumer<V> action) {
    forEach(root, leaf -> action.accept(leaf.value));
  }

  private static <V> Node<V> put(@Nullable Node<V> node, Leaf<V> leaf, int depth) {
    if (node == null) {
      return leaf;
    }
    if (node instanceof Branch<V> branch) {
      int digit = digit(leaf.id, depth);
      @Nullable Node<V>[] children = branch.children.clone();
      children[digit] = put(children[digit], leaf, depth + 1);
      return new Branch<>(children);
    }
    Leaf<V> other = (Leaf<V>) node;
    return other.id.equals(leaf.id) ? leaf : put(branchOf(other, depth), leaf, depth);
  }

  /** An id that is there is taken away; branches that are empty then go too. */
  private static <V> @Nullable Node<V> remove(@Nullable Node<V> node, Octets id, int depth) {
    if (!(node instanceof Branch<V> branch)) {
      return null;
    }
    @Nullable Node<V>[] children = branch.children.clone();
    int digit = digit(id, depth);
    children[digit] = remove(children[digit], id, depth + 1);
    boolean empty = Arrays.stream(children).allMatch(Objects::isNull);
    return empty ? null : new Branch<>(children);
  }

  private static <V> Branch<V> branchOf(Leaf<V> leaf, int depth) {
    @Nullable Node<V>[] children = newNodes();
    children[digit(leaf.id, depth)] = leaf;
    return new Branch<>(children);
  }

  private static <V> void forEach(@Nullable Node<V> node, Consumer<Leaf<V>> action) {
    if (node instanceof Leaf<V> leaf) {
      action.accept(leaf);
    } else if (node instanceof Branch<V> branch) {
      for (Node<V> child : branch.children) {
        forEach(child, action);
      }
    }
  }

  private static int digit(Octets id, int depth) {
    int octet = id.toByteArray()[depth / 2];
    return (depth % 2 == 0 ? octet >> 4 : octet) & (WIDTH - 1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays.
  private static <V> @Nullable Node<V>[] newNodes() {
    return (Node<V>[]) new Node[WIDTH];
  }
}
