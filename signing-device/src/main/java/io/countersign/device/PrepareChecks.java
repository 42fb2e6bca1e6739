package io.countersign.device;

import io.countersign.protocol.evidence.AdminDocument;
import io.countersign.protocol.evidence.ContentKind;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.Refusal.Code;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a device makes sure of before it looks at its memory and at approvals (I2): that the request
 * is a requester's and valid, that the key is its own and of that purpose, that the document is
 * what such a key signs, and that the plan makes exactly the header H. All of it from its own
 * ring's record; of what the coordinator computed, only H is read, to compare it.
 */
final class PrepareChecks {
  private final Ring ring;
  private final Ring.Party self;
  private final Sessions sessions;
  private final Predicate<KeyId> usable;
  private final DeviceLimits limits;

  /**
   * A request and a plan that passed.
   *
   * @param ringRecord number of the ring's record that is to be signed, 0 if it is none
   */
  record Checked(
      SignedRequest request,
      Ring.KeySet key,
      int index,
      Plan plan,
      HeaderHash header,
      long ringRecord) {}

  /**
   * @param usable whether this device holds a checked share of a public record
   */
  PrepareChecks(Ring ring, Ring.Party self, Predicate<KeyId> usable, DeviceLimits limits) {
    this.ring = ring;
    this.self = self;
    this.sessions = new Sessions(ring);
    this.usable = usable;
    this.limits = limits;
  }

  /**
   * Runs all checks in the order of the specification.
   *
   * @throws Refusing, EvidenceException or CheckFailed, whichever check fails first
   */
  Checked check(Prepare prepare, Instant now) {
    SignedRequest request = SignedRequest.verified(prepare.signedRequest(), ring);
    checkId(prepare.request(), request);
    request.requireRequesterIn(ring);
    request.requireValidAt(now);
    Ring.KeySet key = key(request.request());
    int index = index(key);
    checkPurpose(request.request(), key);
    ContentRule.check(key.record(), request, prepare.content());
    long ringRecord = ringRecord(request.request(), key, prepare.content());
    PublicRecord record = family(request.request(), key, prepare.plan());
    HeaderHash header = header(request, key, index, record, prepare);
    return new Checked(request, key, index, prepare.plan(), header, ringRecord);
  }

  /** What the swa key signs is the ring's next record, and nothing else (I3). */
  private long ringRecord(SigningRequest request, Ring.KeySet key, @Nullable Octets content) {
    boolean admin = key.record().purpose().equals(ContentKind.ADMIN.purpose());
    if (!admin || content == null) {
      return 0;
    }
    return AdminDocument.read(request, content.toByteArray(), ring).sequence();
  }

  /** The id is what the coordinator routes by; it must name these octets (I6). */
  private static void checkId(Octets claimed, SignedRequest request) {
    if (!claimed.equals(request.id())) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "request:id",
          "the message names request " + claimed + ", its payload has " + request.id());
    }
  }

  private Ring.KeySet key(SigningRequest request) {
    return ring.key(request.key())
        .orElseThrow(
            () ->
                new Refusing(
                    Code.BAD_REQUEST,
                    "request:key",
                    "the ring has no key named '" + request.key() + "'"));
  }

  private int index(Ring.KeySet key) {
    return key.indexOf(self.name())
        .orElseThrow(
            () ->
                new Refusing(
                    Code.BAD_REQUEST,
                    "request:device",
                    self.name() + " holds no share of key " + key.name()));
  }

  private static void checkPurpose(SigningRequest request, Ring.KeySet key) {
    if (!request.purpose().equals(key.record().purpose())) {
      throw new Refusing(
          Code.NOT_AUTHORIZED,
          "request:purpose",
          "the request's purpose is "
              + request.purpose()
              + ", key "
              + key.name()
              + " is for "
              + key.record().purpose());
    }
  }

  /** Mode, algorithm (A8) and family; then that this device can use its share of it. */
  private PublicRecord family(SigningRequest request, Ring.KeySet key, Plan plan) {
    SigningMode mode = mode(plan);
    if (!request.mode().equals(SigningRequest.MODE_ANY) && !request.mode().equals(mode.label())) {
      throw new Refusing(
          Code.NOT_AUTHORIZED,
          "header:mode",
          "the plan is " + mode.label() + ", the request wants " + request.mode());
    }
    PublicRecord record =
        key.family(mode.family())
            .orElseThrow(
                () ->
                    new Refusing(
                        Code.BAD_REQUEST,
                        "header:mode",
                        "key " + key.name() + " has no family for mode " + mode.label()));
    List<String> allowed = key.record().algorithms().getOrDefault(mode.label(), List.of());
    if (!allowed.contains(request.alg())) {
      throw new Refusing(
          Code.NOT_AUTHORIZED,
          "header:alg",
          request.alg()
              + " is not allowed for key "
              + key.name()
              + " in mode "
              + mode.label()
              + ", only "
              + allowed); // A8
    }
    if (!usable.test(record.keyId())) {
      throw new Refusing(
          Code.NOT_READY,
          "share",
          self.name()
              + " cannot use its share of key "
              + key.name()
              + ", family "
              + record.family().label()
              + ": its log and status say why");
    }
    return record;
  }

  private static SigningMode mode(Plan plan) {
    try {
      return SigningMode.fromLabel(plan.mode());
    } catch (IllegalArgumentException e) {
      throw new Refusing(
          Code.BAD_REQUEST, "header:mode", "need parallel or serial, got another mode");
    }
  }

  private HeaderHash header(
      SignedRequest request, Ring.KeySet key, int index, PublicRecord record, Prepare prepare) {
    Plan plan = prepare.plan();
    if (plan.attempt() < 1 || plan.attempt() > limits.largestAttempt()) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "header:attempt",
          "attempts count from 1 to " + limits.largestAttempt() + ", got " + plan.attempt());
    }
    checkIndices(key, plan.signers());
    sessions.requireInForce(key, plan.signers());
    SessionHeader header = sessions.header(key, request.request(), request.id(), plan);
    record.checkHeader(header); // header:key, :epoch, :mode, :signers, :row
    if (!plan.signers().contains(index)) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "header:signers",
          self.name() + " (index " + index + ") is not among the signers " + plan.signers());
    }
    HeaderHash own = header.hash();
    if (!own.octets().equals(prepare.header())) {
      throw new Refusing(
          Code.BAD_REQUEST, "header:hash", "got " + prepare.header() + ", computed " + own);
    }
    return own;
  }

  /** Before an index is looked up in the key's record. */
  private static void checkIndices(Ring.KeySet key, List<Integer> signers) {
    for (int signer : signers) {
      if (signer < 1 || signer > key.n()) {
        throw new Refusing(
            Code.BAD_REQUEST,
            "header:signers",
            "need devices of 1 to " + key.n() + ", got " + signers);
      }
    }
  }
}
