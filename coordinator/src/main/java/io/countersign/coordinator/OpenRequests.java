package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Wire;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts open requests and their documents, together and by requester: no requester can take the
 * whole coordinator for himself, unless he is the only one. Used by the guardian's thread alone.
 */
final class OpenRequests {
  /** A requester gets one part of so many. */
  private static final int PARTS = 4;

  private final CoordinatorLimits limits;
  private final boolean shared;
  private final Map<Octets, Entry> entries = new HashMap<>();
  private final Map<String, Sum> byRequester = new HashMap<>();
  private Sum all = Sum.NONE;

  private record Entry(String requester, long octets) {}

  private record Sum(int requests, long octets) {
    static final Sum NONE = new Sum(0, 0);

    Sum with(long more) {
      return new Sum(requests + 1, octets + more);
    }

    Sum without(long less) {
      return new Sum(requests - 1, octets - less);
    }
  }

  /**
   * @param shared whether there is more than one requester
   */
  OpenRequests(CoordinatorLimits limits, boolean shared) {
    this.limits = limits;
    this.shared = shared;
  }

  /** Why no other request of this requester can be taken; empty if one can. */
  Optional<String> whyFull(String requester, long octets) {
    Optional<String> full =
        whyFull("", all, octets, limits.openRequests(), limits.openContentOctets());
    if (full.isPresent() || !shared) {
      return full;
    }
    long oneDocument = Math.min(limits.openContentOctets(), Wire.MAX_CONTENT);
    return whyFull(
        " of " + requester,
        byRequester.getOrDefault(requester, Sum.NONE),
        octets,
        Math.max(1, limits.openRequests() / PARTS),
        Math.max(oneDocument, limits.openContentOctets() / PARTS));
  }

  private static Optional<String> whyFull(
      String whose, Sum sum, long octets, int mostRequests, long mostOctets) {
    if (sum.requests >= mostRequests) {
      return Optional.of(sum.requests + " requests" + whose + " are open, at most " + mostRequests);
    }
    if (sum.octets + octets > mostOctets) {
      return Optional.of(
          "documents of open requests"
              + whose
              + " take "
              + sum.octets
              + " octets, at most "
              + mostOctets);
    }
    return Optional.empty();
  }

  void put(Octets id, String requester, long octets) {
    remove(id);
    entries.put(id, new Entry(requester, octets));
    all = all.with(octets);
    byRequester.put(requester, byRequester.getOrDefault(requester, Sum.NONE).with(octets));
  }

  void remove(Octets id) {
    Entry entry = entries.remove(id);
    if (entry == null) {
      return;
    }
    all = all.without(entry.octets);
    Sum left = byRequester.getOrDefault(entry.requester, Sum.NONE).without(entry.octets);
    if (left.requests <= 0) {
      byRequester.remove(entry.requester);
    } else {
      byRequester.put(entry.requester, left);
    }
  }

  boolean contains(Octets id) {
    return entries.containsKey(id);
  }

  int size() {
    return entries.size();
  }

  Collection<Octets> ids() {
    return List.copyOf(entries.keySet());
  }
}
