package io.countersign.coordinator;

import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedApproval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request's state and the world together mean for each device of its key. Pure; what it
 * found out it remembers, for one step asks the same several times. Used by one thread.
 */
final class Situation {
  private final Ring ring;
  private final Stored stored;
  private final Progress progress;
  private final Moment moment;
  private final Map<String, Map<String, SignedApproval>> approvals;
  private @Nullable Planner planner;

  Situation(Ring ring, Stored stored, Progress progress, Moment moment) {
    this.ring = ring;
    this.stored = stored;
    this.progress = progress;
    this.moment = moment;
    this.approvals = new HashMap<>();
  }

  @SuppressWarnings("ReferenceEquality") // as in after()
  private Situation(Situation before, Stored stored, Progress progress) {
    this.ring = before.ring;
    this.stored = stored;
    this.progress = progress;
    this.moment = before.moment;
    boolean sameApprovals =
        stored.approvals() == before.stored.approvals()
            && progress.approvals() == before.progress.approvals();
    this.approvals = sameApprovals ? before.approvals : new HashMap<>();
  }

  /** The same at the same moment after a change. */
  @SuppressWarnings("ReferenceEquality") // of immutable values: what did not change is the same
  Situation after(Stored newStored, Progress newProgress) {
    return newStored == stored && newProgress == progress
        ? this
        : new Situation(this, newStored, newProgress);
  }

  static Situation of(Turn turn) {
    return turn.situation();
  }

  Planner planner() {
    Planner known = planner;
    if (known == null) {
      List<KeyRecord.Device> devices = stored.about().key().record().devices();
      known =
          new Planner(devices.stream().map(this::candidate).toList(), stored.about().threshold());
      planner = known;
    }
    return known;
  }

  /** Approvals of agents of a device that count now, by agent. */
  Map<String, SignedApproval> approvals(String device) {
    return approvals.computeIfAbsent(device, this::counting);
  }

  private Map<String, SignedApproval> counting(String device) {
    Map<String, SignedApproval> valid = new TreeMap<>();
    for (Map<String, Map<String, SignedApproval>> source :
        List.of(stored.approvals(), progress.approvals())) {
      source
          .getOrDefault(device, Map.of())
          .forEach(
              (agent, approval) -> {
                if (counts(agent, approval)) {
                  valid.put(agent, approval);
                }
              });
    }
    return Collections.unmodifiableMap(valid);
  }

  int need(String device) {
    return stored.about().key().record().quorums().getOrDefault(device, Integer.MAX_VALUE);
  }

  boolean isQuorate(String device) {
    return approvals(device).size() >= need(device);
  }

  boolean isExcluded(int device) {
    return stored.excluded().containsKey(device);
  }

  /** Agents of a device whose cards are valid and who did not decline for good. */
  List<Ring.Agent> askable(String device) {
    Map<String, SignedApproval> approved = approvals(device);
    return ring.agentsOf(device).stream()
        .filter(a -> isValid(a) && !approved.containsKey(a.name()))
        .filter(a -> !stored.declined().containsKey(a.name()))
        .toList();
  }

  /** Whether the device failed lately and is not used for a while. */
  boolean isResting(String device) {
    Progress.Strike strike = progress.strikes().get(device);
    return strike != null
        && (moment.now().isBefore(strike.until())
            || !moment.health().answeredAfter(device, strike.since()));
  }

  private boolean counts(String agent, SignedApproval approval) {
    return approval.approval().expires() >= moment.wall().getEpochSecond()
        && ring.agent(agent).filter(this::isValid).isPresent();
  }

  private boolean isValid(Ring.Agent agent) {
    return !ring.revokes(agent) && agent.notAfter() >= moment.wall().getEpochSecond();
  }

  private Candidate candidate(KeyRecord.Device device) {
    String name = device.name();
    Health health = moment.health();
    Optional<Health.Device> state = health.device(name);
    Progress.Strike strike = progress.strikes().get(name);
    List<String> open = new ArrayList<>();
    List<String> away = new ArrayList<>();
    for (Ring.Agent agent : askable(name)) {
      Progress.Ask ask = progress.asks().get(agent.name());
      boolean declined = ask != null && ask.declined().isPresent();
      boolean there = health.canAsk(agent.name(), agent.node());
      (there && !declined ? open : away).add(agent.name());
    }
    return new Candidate(
        device.index(),
        name,
        health.couldUse(name, stored.about().shareName()),
        state.map(Health.Device::late).orElse(true),
        isResting(name),
        isExcluded(device.index()),
        state.map(Health.Device::load).orElse(0),
        strike == null ? 0 : strike.count(),
        approvals(name).size(),
        need(name),
        open,
        away);
  }

  /** When a resting device may be used again, at the earliest. */
  Optional<Instant> restEnds() {
    return progress.strikes().entrySet().stream()
        .filter(e -> isResting(e.getKey()))
        .map(e -> e.getValue().until())
        .min(Instant::compareTo);
  }
}
