package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.device.DeviceRecord.Voted;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device's memory: the fold over the acts in its log, and with it the guard against replay (A1: a
 * number of an attempt never comes with another H). The same fold runs when an act is decided and
 * when the log is replayed. Immutable.
 *
 * <p>A request is forgotten once its validity is over, for nobody votes or signs later. Should the
 * clock go back after that, requests that ended no later than a forgotten one stay refused.
 *
 * <p>Before that, attempts are retired where room is needed: of them only number and H are kept, so
 * that they stay refused. What is kept is bounded by {@link DeviceLimits}: open requests and their
 * attempts, and pairs of retired ones.
 *
 * <pre>
 *   voted, nothing released or begun     retired 5 minutes after the vote
 *   of a request with a release          retired 5 minutes after its last vote, the request with it
 *   released or begun, no release yet    never
 * </pre>
 */
final class AttemptLedger {
  static final AttemptLedger EMPTY =
      new AttemptLedger(IdMap.empty(), 0, IdMap.empty(), 0, 0, RecordPromise.NONE);

  /** A vote that nothing came of for so long makes room for others. */
  static final Duration IDLE = Duration.ofMinutes(5);

  /** So many attempts of one request are retired; after that its quota gets no more room. */
  private static final int RETIRED_OF_ONE = 1_024;

  private final IdMap<OpenRequest> requests;
  private final int attempts;
  private final IdMap<RetiredAttempts> retired;
  private final int retiredAttempts;
  private final long forgottenUntil;
  private final RecordPromise promise;

  private AttemptLedger(
      IdMap<OpenRequest> requests,
      int attempts,
      IdMap<RetiredAttempts> retired,
      int retiredAttempts,
      long forgottenUntil,
      RecordPromise promise) {
    this.promise = promise;
    this.requests = requests;
    this.attempts = attempts;
    this.retired = retired;
    this.retiredAttempts = retiredAttempts;
    this.forgottenUntil = forgottenUntil;
  }

  int requests() {
    return requests.size();
  }

  int attempts() {
    return attempts;
  }

  int retiredAttempts() {
    return retiredAttempts;
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
      SigningRequest asked = voted.signed().request();
      return put(open.with(Attempt.of(voted)), added)
          .with(promise.voted(voted.ringRecord(), asked.dochash(), open.id(), asked.notAfter()));
    }
    boolean gives = act instanceof DeviceRecord.Released || act instanceof DeviceRecord.HopStarted;
    return request(act.request())
        .flatMap(
            open ->
                open.attempt(act.attempt())
                    .map(
                        attempt ->
                            put(open.with(attempt.with(act)), 0)
                                .with(gives ? promised(open, attempt) : promise)))
        .orElseGet(() -> gives ? with(promise.given(act.request())) : this);
  }

  private RecordPromise promised(OpenRequest open, Attempt attempt) {
    return promise.given(attempt.ringRecord(), open.request().dochash(), open.id());
  }

  private AttemptLedger with(RecordPromise bound) {
    return bound.equals(promise)
        ? this
        : new AttemptLedger(requests, attempts, retired, retiredAttempts, forgottenUntil, bound);
  }

  private AttemptLedger put(OpenRequest open, int attemptsAdded) {
    return new AttemptLedger(
        requests.with(open.id(), open),
        attempts + attemptsAdded,
        retired,
        retiredAttempts,
        forgottenUntil,
        promise);
  }

  /**
   * @param ringRecord number of the ring's record that is to be signed, 0 if it is none
   * @throws Refusing {@code record:other} if this device bound itself to another record of the ring
   */
  void requirePromised(long ringRecord, SigningRequest request, Instant now) {
    promise.require(ringRecord, request.dochash(), now);
  }

  /** This ledger without the requests whose validity, and the skew of clocks, is over. */
  AttemptLedger forget(Instant now) {
    long over = now.getEpochSecond() - SignedRequest.CLOCK_SKEW_SECONDS;
    IdMap<OpenRequest> kept = requests.keep(open -> open.request().notAfter() >= over);
    IdMap<RetiredAttempts> keptRetired = retired.keep(pairs -> pairs.notAfter() >= over);
    if (kept == requests && keptRetired == retired) {
      return this;
    }
    long[] sums = {0, 0, forgottenUntil};
    requests.forEach(
        open -> {
          boolean stays = open.request().notAfter() >= over;
          sums[0] += stays ? open.attempts().size() : 0;
          sums[2] = stays ? sums[2] : Math.max(sums[2], open.request().notAfter());
        });
    retired.forEach(
        pairs -> {
          boolean stays = pairs.notAfter() >= over;
          sums[1] += stays ? pairs.size() : 0;
          sums[2] = stays ? sums[2] : Math.max(sums[2], pairs.notAfter());
        });
    return new AttemptLedger(kept, (int) sums[0], keptRetired, (int) sums[1], sums[2], promise);
  }

  /**
   * The attempt itself if the same vote was given already.
   *
   * @throws Refusing {@code header:session-reuse} if the number was voted for with another header,
   *     {@code attempt:retired} if it was retired
   */
  Optional<Attempt> known(PrepareChecks.Checked checked) {
    Octets id = checked.request().id();
    int number = checked.plan().attempt();
    Optional<Attempt> known = attempt(id, number);
    Optional<HeaderHash> voted =
        known.map(Attempt::header).or(() -> retired.get(id).flatMap(pairs -> pairs.header(number)));
    if (voted.isPresent() && !voted.get().equals(checked.header())) {
      throw new Refusing(
          Code.ATTEMPT_USED,
          "header:session-reuse",
          "attempt " + number + " was voted for with header " + voted.get());
    }
    if (voted.isPresent() && known.isEmpty()) {
      throw new Refusing(
          Code.ATTEMPT_USED,
          "attempt:retired",
          "attempt " + number + " was given up: plan a new one");
    }
    return known;
  }

  /**
   * This ledger with room for one more attempt of a request.
   *
   * @throws Refusing {@code request:expired}, {@code quota:attempts}, {@code quota:requests}
   */
  AttemptLedger withRoom(SignedRequest signed, DeviceLimits limits, Instant now) {
    Optional<OpenRequest> open = request(signed.id());
    SigningRequest request = signed.request();
    boolean isNew = open.isEmpty() && retired.get(signed.id()).isEmpty();
    if (isNew && request.notAfter() <= forgottenUntil) {
      throw new Refusing(
          Code.EXPIRED,
          "request:expired",
          "this device has forgotten requests that were valid until "
              + Instant.ofEpochSecond(forgottenUntil)
              + " and takes no new one that ends before");
    }
    AttemptLedger roomy = this;
    int own = open.map(known -> known.attempts().size()).orElse(0);
    if (own >= limits.attemptsPerRequest()) {
      OpenRequest crowded = open.orElseThrow();
      roomy = retire(crowded, crowded.idle(now.minus(IDLE)), limits);
      own = roomy.request(signed.id()).map(known -> known.attempts().size()).orElse(0);
      if (own >= limits.attemptsPerRequest()) {
        throw new Refusing(
            busy(
                "quota:attempts",
                "this device voted for "
                    + own
                    + " attempts of the request, its limit; votes that nothing came of make room "
                    + "after "
                    + IDLE.toMinutes()
                    + " minutes",
                limits));
      }
    }
    if (roomy.isFull(signed.id(), limits)) {
      roomy = roomy.settled(limits, now);
    }
    if (roomy.isFull(signed.id(), limits)) {
      throw new Refusing(busy("quota:requests", roomy.fullness(limits), limits));
    }
    return roomy;
  }

  private boolean isFull(Octets id, DeviceLimits limits) {
    boolean full = requests.get(id).isEmpty() && requests.size() >= limits.openRequests();
    return full || attempts >= limits.openAttempts();
  }

  private String fullness(DeviceLimits limits) {
    return "this device remembers "
        + requests.size()
        + " open requests with "
        + attempts
        + " attempts, and "
        + retiredAttempts
        + " that are over; its limits are "
        + limits.openRequests()
        + ", "
        + limits.openAttempts()
        + " and "
        + limits.retiredAttempts();
  }

  private static Refusal busy(String check, String detail, DeviceLimits limits) {
    return new Refusal(Code.BUSY, check, detail, 0, 0, limits.retryAfter().toMillis());
  }

  /** This ledger with all retired that can be, if it holds more than a device takes on. */
  AttemptLedger settledIfOver(DeviceLimits limits, Instant now) {
    boolean over = requests.size() > limits.openRequests() || attempts > limits.openAttempts();
    return over ? settled(limits, now) : this;
  }

  private AttemptLedger settled(DeviceLimits limits, Instant now) {
    Instant before = now.minus(IDLE);
    List<OpenRequest> all = new ArrayList<>();
    requests.forEach(all::add);
    AttemptLedger settled = this;
    for (OpenRequest open : all) {
      settled = settled.retire(open, open.over(before), limits);
    }
    return settled;
  }

  private AttemptLedger retire(OpenRequest open, Collection<Attempt> over, DeviceLimits limits) {
    RetiredAttempts pairs = retired.get(open.id()).orElseGet(() -> RetiredAttempts.of(open));
    boolean fits =
        retiredAttempts + over.size() <= limits.retiredAttempts()
            && pairs.size() + over.size() <= RETIRED_OF_ONE;
    if (over.isEmpty() || !fits) {
      return this;
    }
    OpenRequest left = open.without(over);
    return new AttemptLedger(
        left.attempts().isEmpty() && open.isFinished()
            ? requests.without(open.id())
            : requests.with(open.id(), left),
        attempts - over.size(),
        retired.with(open.id(), pairs.and(over)),
        retiredAttempts + over.size(),
        forgottenUntil,
        promise);
  }

  @Override
  public String toString() {
    return "AttemptLedger["
        + requests.size()
        + " requests, "
        + attempts
        + " attempts, "
        + retiredAttempts
        + " retired]";
  }
}
