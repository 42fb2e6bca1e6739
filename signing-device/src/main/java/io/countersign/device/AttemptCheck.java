package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What holds before a device does more for an attempt than vote: it voted for exactly this header,
 * the mode is the plan's, the request is still valid and the share can be used.
 */
final class AttemptCheck {
  private final Ring ring;
  private final Sessions sessions;
  private final Predicate<KeyId> usable;

  AttemptCheck(Ring ring, Predicate<KeyId> usable) {
    this.ring = ring;
    this.sessions = new Sessions(ring);
    this.usable = usable;
  }

  /** An attempt that this device voted for, with what it derives from ring and request. */
  record Known(
      Octets request, Attempt attempt, Ring.KeySet key, PublicRecord record, SessionHeader header) {
    int number() {
      return attempt.plan().attempt();
    }
  }

  /**
   * Finds the attempt.
   *
   * @param header H as the message names it
   * @throws Refusing {@code attempt:unknown}, {@code header:hash}, {@code header:mode}, {@code
   *     request:expired}, {@code request:revoked}, {@code approval:revoked}, {@code record:other},
   *     {@code share}, {@code header:revoked}
   */
  Known require(
      AttemptLedger ledger,
      Octets request,
      int number,
      Octets header,
      SigningMode mode,
      Instant now) {
    Attempt attempt =
        ledger
            .attempt(request, number)
            .orElseThrow(
                () ->
                    new Refusing(
                        Code.BAD_REQUEST,
                        "attempt:unknown",
                        "this device gave no vote for attempt "
                            + number
                            + " of request "
                            + request));
    if (!attempt.header().octets().equals(header)) {
      throw new Refusing(
          Code.BAD_REQUEST, "header:hash", "got " + header + ", voted for " + attempt.header());
    }
    if (!attempt.plan().mode().equals(mode.label())) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "header:mode",
          "the attempt is " + attempt.plan().mode() + ", the message wants " + mode.label());
    }
    SigningRequest asked = ledger.request(request).orElseThrow().request();
    requireValid(asked, now);
    requireInForce(attempt, asked);
    ledger.requirePromised(attempt.ringRecord(), asked, now);
    return known(request, attempt, asked, mode);
  }

  private static void requireValid(SigningRequest request, Instant now) {
    if (now.getEpochSecond() > request.notAfter()) {
      throw new Refusing(
          Code.EXPIRED,
          "request:expired",
          "was valid until " + Instant.ofEpochSecond(request.notAfter()));
    }
  }

  /** Why what was computed meanwhile is not let go: somebody of it was revoked (I3). */
  Optional<Refusal> over(AttemptLedger ledger, Octets request, Attempt attempt) {
    try {
      SigningRequest asked = ledger.request(request).orElseThrow().request();
      requireInForce(attempt, asked);
      ring.key(asked.key())
          .ifPresent(key -> sessions.requireInForce(key, attempt.plan().signers()));
      return Optional.empty();
    } catch (Refusing refusing) {
      return Optional.of(refusing.refusal());
    }
  }

  /** Who was revoked since the vote is one fewer, also in the middle of an attempt. */
  private void requireInForce(Attempt attempt, SigningRequest asked) {
    long record = attempt.ringRecord();
    if (record != 0 && record != ring.sequence() + 1) {
      throw new Refusing(
          Code.EXPIRED,
          "record:other",
          "record "
              + record
              + " of the ring is not the next any more, in force is "
              + ring.sequence());
    }
    if (ring.revokes(asked.requester())) {
      throw new Refusing(
          Code.EXPIRED, "request:revoked", "the requester " + asked.requester() + " is revoked");
    }
    for (String name : attempt.approvers()) {
      if (ring.agent(name).filter(ring::revokes).isPresent()) {
        throw new Refusing(
            Code.ATTEMPT_USED, "approval:revoked", name + " or the node of his card is revoked");
      }
    }
  }

  private Known known(Octets request, Attempt attempt, SigningRequest asked, SigningMode mode) {
    Ring.KeySet key =
        ring.key(asked.key())
            .orElseThrow(
                () ->
                    new Refusing(
                        Code.ATTEMPT_USED,
                        "request:key",
                        "the ring has no key named " + asked.key() + " any more"));
    PublicRecord record =
        key.family(mode.family())
            .filter(found -> usable.test(found.keyId()))
            .orElseThrow(
                () ->
                    new Refusing(
                        Code.NOT_READY,
                        "share",
                        "the share of key "
                            + key.name()
                            + ", family "
                            + mode.family().label()
                            + ", cannot be used: log and status say why"));
    sessions.requireInForce(key, attempt.plan().signers());
    SessionHeader header = sessions.header(key, asked, request, attempt.plan());
    if (!header.hash().equals(attempt.header())) {
      throw new Refusing(
          Code.ATTEMPT_USED,
          "header:hash",
          "the ring's record changed since the vote for " + attempt.header());
    }
    return new Known(request, attempt, key, record, header);
  }
}
