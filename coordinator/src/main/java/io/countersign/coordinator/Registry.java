package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests there are, which are open, and whose actors run. Used by the guardian's thread
 * alone.
 */
final class Registry {
  /** Requests shown at once; of ended ones the registry remembers as many. */
  static final int LISTED_MAX = 1000;

  private final CoordinatorLimits limits;
  private final Set<Octets> known = new HashSet<>();
  private final Set<Octets> admitted = new HashSet<>();
  private final OpenRequests open;
  private final Map<Octets, RequestView> openViews = new HashMap<>();
  private final Map<Octets, RequestView> endedViews = new LinkedHashMap<>();
  private final Map<Octets, ActorRef<RequestEntity.Message>> running = new HashMap<>();
  private final Set<Octets> endedRunning = new LinkedHashSet<>();
  private final Deque<Octets> toRecover = new ArrayDeque<>();
  private final Set<Octets> recovering = new HashSet<>();

  /**
   * @param shared whether there is more than one requester
   */
  Registry(CoordinatorLimits limits, boolean shared) {
    this.limits = limits;
    this.open = new OpenRequests(limits, shared);
  }

  /** Takes what the journal holds. */
  void toRecover(Collection<String> persistenceIds) {
    for (String persistenceId : persistenceIds) {
      if (persistenceId.matches("request\\|[0-9a-f]{64}")) {
        Octets id = Octets.ofHex(persistenceId.substring(RequestDirectory.PREFIX.length()));
        if (known.add(id)) {
          toRecover.add(id);
        }
      }
    }
  }

  /** Requests to be woken now, so that no more than the bound are read at the same time. */
  List<Octets> nextToRecover() {
    List<Octets> next = new ArrayList<>();
    while (recovering.size() < limits.recoveries() && !toRecover.isEmpty()) {
      Octets id = toRecover.remove();
      if (!running.containsKey(id)) {
        recovering.add(id);
        next.add(id);
      }
    }
    return next;
  }

  void recovered(Octets id) {
    recovering.remove(id);
  }

  boolean isKnown(Octets id) {
    return known.contains(id);
  }

  /** Why no other request of this requester can be taken; empty if one can. */
  Optional<String> whyFull(String requester, long octets) {
    return open.whyFull(requester, octets);
  }

  /** Counts a request as open from before it is stored. */
  void admit(Octets id, String requester, long octets) {
    known.add(id);
    admitted.add(id);
    open.put(id, requester, octets);
  }

  int open() {
    return open.size();
  }

  Optional<ActorRef<RequestEntity.Message>> running(Octets id) {
    return Optional.ofNullable(running.get(id));
  }

  List<ActorRef<RequestEntity.Message>> runningOpen() {
    return open.ids().stream().map(this::running).flatMap(Optional::stream).toList();
  }

  void started(Octets id, ActorRef<RequestEntity.Message> actor) {
    running.put(id, actor);
  }

  /**
   * Remembers how a request is.
   *
   * @return actors of ended requests that are no longer kept in memory
   */
  List<ActorRef<RequestEntity.Message>> seen(Octets id, RequestView view, long octets) {
    known.add(id);
    boolean recovered = recovering.remove(id);
    admitted.remove(id);
    if (!view.over()) {
      open.put(id, view.requester(), octets);
      openViews.put(id, view);
      return List.of();
    }
    setClosed(id);
    endedViews.remove(id);
    endedViews.put(id, view);
    forgetOldest();
    endedRunning.remove(id);
    endedRunning.add(id);
    return retired(recovered ? Optional.of(id) : Optional.empty());
  }

  private List<ActorRef<RequestEntity.Message>> retired(Optional<Octets> atOnce) {
    List<Octets> gone = new ArrayList<>();
    atOnce.ifPresent(gone::add);
    int over = endedRunning.size() - gone.size() - limits.endedKept();
    endedRunning.stream().limit(Math.max(0, over)).forEach(gone::add);
    List<ActorRef<RequestEntity.Message>> actors = new ArrayList<>();
    for (Octets id : gone) {
      endedRunning.remove(id);
      ActorRef<RequestEntity.Message> actor = running.remove(id);
      if (actor != null) {
        actors.add(actor);
      }
    }
    return actors;
  }

  private void forgetOldest() {
    if (endedViews.size() > LISTED_MAX) {
      endedViews.remove(endedViews.keySet().iterator().next());
    }
  }

  /** Forgets a request that could not be stored: its client is told to send it again. */
  void notStored(Octets id, ActorRef<RequestEntity.Message> actor) {
    running.remove(id, actor);
    if (admitted.remove(id)) {
      setClosed(id);
      known.remove(id);
    }
  }

  /**
   * Takes an actor that stopped out.
   *
   * @return whether it must run again: it was not told to stop, and the journal has it
   */
  boolean stopped(Octets id, ActorRef<RequestEntity.Message> actor) {
    boolean current = actor.equals(running.get(id));
    if (current) {
      running.remove(id);
      endedRunning.remove(id);
    }
    recovering.remove(id);
    if (current && admitted.remove(id)) {
      // It was never stored and nobody was told that it was: its client sends it again.
      setClosed(id);
      known.remove(id);
      return false;
    }
    // The second: it was sent again, and stored after all, before it was told to stop.
    return current || (open.contains(id) && !running.containsKey(id));
  }

  /** The requests of a requester, newest first. */
  List<RequestView> views(String requester, int max) {
    List<RequestView> all = new ArrayList<>(openViews.values());
    all.addAll(endedViews.values());
    return all.stream()
        .filter(v -> v.requester().equals(requester))
        .sorted(Comparator.comparingLong(RequestView::accepted).reversed())
        .limit(max)
        .toList();
  }

  private void setClosed(Octets id) {
    open.remove(id);
    openViews.remove(id);
  }
}
