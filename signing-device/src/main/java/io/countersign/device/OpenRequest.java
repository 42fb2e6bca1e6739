package io.countersign.device;

import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that this device voted for, while it is valid.
 *
 * @param id SHA-256 of its payload
 * @param request what it says
 * @param attempts by number
 */
record OpenRequest(Octets id, SigningRequest request, Map<Integer, Attempt> attempts) {
  OpenRequest {
    attempts = Map.copyOf(attempts);
  }

  Optional<Attempt> attempt(int number) {
    return Optional.ofNullable(attempts.get(number));
  }

  OpenRequest with(Attempt attempt) {
    Map<Integer, Attempt> more = new HashMap<>(attempts);
    more.put(attempt.plan().attempt(), attempt);
    return new OpenRequest(id, request, more);
  }

  OpenRequest without(Collection<Attempt> over) {
    Map<Integer, Attempt> fewer = new HashMap<>(attempts);
    over.forEach(attempt -> fewer.remove(attempt.plan().attempt()));
    return new OpenRequest(id, request, fewer);
  }

  /** Whether this device has released what was asked of it, in one attempt at least. */
  boolean isFinished() {
    return attempts.values().stream().anyMatch(Attempt::isReleased);
  }

  /** The attempts that may be retired: see {@link AttemptLedger}. */
  Collection<Attempt> over(Instant before) {
    if (isFinished()) {
      boolean quiet = attempts.values().stream().allMatch(a -> a.votedAt().isBefore(before));
      return quiet ? attempts.values() : List.of();
    }
    return idle(before);
  }

  /** The attempts of which nothing came but a vote, before that time. */
  Collection<Attempt> idle(Instant before) {
    return attempts.values().stream()
        .filter(attempt -> attempt.isIdle() && attempt.votedAt().isBefore(before))
        .toList();
  }
}
