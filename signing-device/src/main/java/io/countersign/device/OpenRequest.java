package io.countersign.device;

import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.HashMap;
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
}
