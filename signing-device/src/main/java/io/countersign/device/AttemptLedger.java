package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A device's memory: the fold over the acts in its log, and with it the guard against replay (A1: a
 * number of an attempt never comes with another H). The same fold runs when an act is decided and
 * when the log is replayed. Immutable.
 *
 * <p>A request is forgotten once its validity is over, for nobody votes or signs later. Should the
 * clock go back after that, requests that ended no later than a forgotten one stay refused.
 */
final class AttemptLedger {
  static final AttemptLedger EMPTY = new AttemptLedger(IdMap.empty(), 0, 0);

  private final IdMap<OpenRequest> requests;
  private final int attempts;
  private final long forgottenUntil;

  private AttemptLedger(IdMap<OpenRequest> requests, int attempts, long forgottenUntil) {
    this.requests = requests;
    this.attempts = attempts;
    this.forgottenUntil = forgottenUntil;
  }

  int requests() {
    return requests.size();
  }

  int attempts() {
    return attempts;
  }

  Optional<OpenRequest> request(Octets id) {
    return requests.get(id);
  }

  Optional<Attempt> attempt(Octets request, int number) {
    return request(request).flatMap(open -> open.attempt(number));
  }

  /** This ledger after an act. An act on a request that was forgotten changes nothing. */
  AttemptLedger with(Act act) {
    if (act instanceof Voted voted) {
      OpenRequest open =
          request(voted.request())
              .orElseGet(
                  () -> new OpenRequest(voted.request(), voted.signed().request(), Map.of()));
      int added = open.attempt(voted.attempt()).isPresent() ? 0 : 1;
      return put(open.with(Attempt.of(voted)), added);
    }
    return request(act.request())
        .flatMap(
            open ->
                open.attempt(act.attempt()).map(attempt -> put(open.with(attempt.with(act)), 0)))
        .orElse(this);
  }

  private AttemptLedger put(OpenRequest open, int attemptsAdded) {
    return new AttemptLedger(
        requests.with(open.id(), open), attempts + attemptsAdded, forgottenUntil);
  }

  /** This ledger without the requests whose validity, and the skew of clocks, is over. */
  AttemptLedger forget(Instant now) {
    long over = now.getEpochSecond() - SignedRequest.CLOCK_SKEW_SECONDS;
    long[] sums = {0, forgottenUntil};
    IdMap<OpenRequest> kept = requests.keep(open -> open.request().notAfter() >= over);
    if (kept == requests) {
      return this;
    }
    requests.forEach(
        open -> {
          if (open.request().notAfter() < over) {
            sums[0] += open.attempts().size();
            sums[1] = Math.max(sums[1], open.request().notAfter());
          }
        });
    return new AttemptLedger(kept, attempts - (int) sums[0], sums[1]);
  }

  /**
   * Whether a vote for this attempt may be given.
   *
   * @return the attempt itself if the same vote was given already
   * @throws Refusing {@code header:session-reuse}, {@code request:expired}, {@code quota:attempts},
   *     {@code quota:requests}
   */
  Optional<Attempt> admit(PrepareChecks.Checked checked, DeviceLimits limits) {
    Octets id = checked.request().id();
    int number = checked.plan().attempt();
    Optional<OpenRequest> open = request(id);
    Optional<Attempt> known = open.flatMap(request -> request.attempt(number));
    if (known.isPresent()) {
      if (!known.get().header().equals(checked.header())) {
        throw new Refusing(
            Code.ATTEMPT_USED,
            "header:session-reuse",
            "attempt " + number + " was voted for with header " + known.get().header());
      }
      return known;
    }
    checkQuotas(open, checked.request().request(), limits);
    return Optional.empty();
  }

  private void checkQuotas(
      Optional<OpenRequest> open, SigningRequest request, DeviceLimits limits) {
    if (open.isEmpty() && request.notAfter() <= forgottenUntil) {
      throw new Refusing(
          Code.EXPIRED,
          "request:expired",
          "this device has forgotten requests that were valid until "
              + Instant.ofEpochSecond(forgottenUntil)
              + " and takes no new one that ends before");
    }
    int own = open.map(known -> known.attempts().size()).orElse(0);
    if (own >= limits.attemptsPerRequest()) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "quota:attempts",
          "this device voted for " + own + " attempts of the request, its limit");
    }
    boolean full = open.isEmpty() && requests.size() >= limits.openRequests();
    if (full || attempts >= limits.openAttempts()) {
      throw new Refusing(
          new Refusal(
              Code.BUSY,
              "quota:requests",
              "this device remembers "
                  + requests.size()
                  + " open requests with "
                  + attempts
                  + " attempts, its limits are "
                  + limits.openRequests()
                  + " and "
                  + limits.openAttempts(),
              0,
              0,
              limits.retryAfter().toMillis()));
    }
  }

  @Override
  public String toString() {
    return "AttemptLedger[" + requests.size() + " requests, " + attempts + " attempts]";
  }
}
