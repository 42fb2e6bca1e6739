package io.countersign.device;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.HeadStatement;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A 3-of-5 ring that all tests of this module share, and what an honest coordinator makes for it.
 */
final class Bench {
  static final TestRing TEST_RING = TestRing.of(3, 5);
  static final Ring RING = TEST_RING.ring();
  static final SecretArithmetic ENGINE = Engines.best();
  static final Instant NOW = whenTheseTestsBegan();
  static final String COORDINATOR = TestRing.COORDINATOR;
  static final byte[] DOCUMENT = "the contract".getBytes(StandardCharsets.UTF_8);
  static final SignatureAlgorithm PKCS1 = SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256;

  private static final Map<String, String> APPROVALS = new ConcurrentHashMap<>();

  private Bench() {}

  private static Instant whenTheseTestsBegan() {
    return Clock.systemUTC().instant();
  }

  static String device(int index) {
    return "device-" + index;
  }

  static Ring.Party party(int index) {
    return RING.party(device(index)).orElseThrow();
  }

  static AgreementKey agreement(int index) {
    return TEST_RING.agreement(device(index));
  }

  /** A node's own statement that its log stands at a record. */
  static HeadStatement head(String node, long n) {
    IdentitySigner identity = TEST_RING.identity(node);
    return HeadStatement.sign(
        new NodeIdentity(node, identity.publicKey().serial()),
        new LogHead(n, Octets.of(new byte[] {(byte) n}).sha256().hex()),
        identity::sign);
  }

  static IdentitySigner identity(int index) {
    return TEST_RING.identity(device(index));
  }

  static Ring.KeySet mainKey() {
    return RING.key(TestRing.MAIN).orElseThrow();
  }

  static Ring.KeySet keyOf(SignedRequest request) {
    return RING.key(request.request().key()).orElseThrow();
  }

  static PublicRecord record(Ring.KeySet key, SigningMode mode) {
    return key.family(mode.family()).orElseThrow();
  }

  /** All shares that the dealer made for one device, in an engine. */
  static ShareVault vault(int index) {
    List<ShareVault.Held> held = new ArrayList<>();
    for (Ring.KeySet key : RING.keys()) {
      key.families()
          .forEach(
              (family, record) ->
                  held.add(
                      new ShareVault.Held(
                          key.name(),
                          record,
                          TEST_RING.dealing(key.name()).share(family, index).load(ENGINE))));
    }
    return new ShareVault(ENGINE, held, List.of());
  }

  /** What the swa key may sign. */
  static byte[] nextRecord() {
    return RingChange.unsigned(RING, RingChange.of(RING).revoke("agent-5-1").record(NOW)).octets();
  }

  static SignedRequest request(String mode) {
    return TEST_RING.request(DOCUMENT, PKCS1, mode, NOW);
  }

  /** A request with something changed, signed by its requester. */
  static SignedRequest request(UnaryOperator<SigningRequest> change) {
    return sign(change.apply(request("any").request()));
  }

  static SignedRequest sign(SigningRequest request) {
    IdentitySigner signer = TEST_RING.identity(TestRing.REQUESTER);
    return SignedRequest.sign(request, signer.publicKey().serial(), signer::sign);
  }

  static Plan plan(SignedRequest request, SigningMode mode, int attempt, Integer... signers) {
    return plan(record(keyOf(request), mode), mode, attempt, signers);
  }

  static Plan plan(PublicRecord record, SigningMode mode, int attempt, Integer... signers) {
    List<Integer> chosen = List.of(signers);
    int row = record.phf().rowsSeparating(chosen).get(0);
    return new Plan(attempt, mode.label(), record.keyId().octets(), record.epoch(), row, chosen);
  }

  static SessionHeader header(SignedRequest request, Plan plan) {
    return new Sessions(RING).header(keyOf(request), request.request(), request.id(), plan);
  }

  static Octets hash(SignedRequest request, Plan plan) {
    return header(request, plan).hash().octets();
  }

  /** What an honest coordinator sends to a device: two approvals of its agents. */
  static Prepare prepare(SignedRequest request, Plan plan, int index) {
    return prepare(request, plan, approvals(request, index));
  }

  static Prepare prepare(SignedRequest request, Plan plan, List<String> approvals) {
    return prepare(request, plan, Octets.of(DOCUMENT), approvals);
  }

  static Prepare prepare(
      SignedRequest request, Plan plan, @Nullable Octets content, List<String> approvals) {
    return new Prepare(
        request.id(), request.jws().text(), content, plan, hash(request, plan), approvals);
  }

  static List<String> approvals(SignedRequest request, int index) {
    return List.of(
        approval("agent-" + index + "-1", request, index),
        approval("agent-" + index + "-2", request, index));
  }

  /** The agent's approval of the request at the device; the same text each time. */
  static String approval(String agent, SignedRequest request, int index) {
    return APPROVALS.computeIfAbsent(
        agent + " " + request.id() + " " + index,
        key -> signed(agent, agent, approvalOf(agent, request, index)));
  }

  static Approval approvalOf(String agent, SignedRequest request, int index) {
    SigningRequest asked = request.request();
    return new Approval(
        Approval.VERSION,
        request.id().hex(),
        device(index),
        party(index).serial(),
        asked.digest(),
        asked.key(),
        asked.purpose(),
        agent,
        NOW.getEpochSecond(),
        asked.notAfter());
  }

  /**
   * @param card whose key signs
   * @param named whose serial stands in the header
   */
  static String signed(String card, String named, Approval approval) {
    return SignedApproval.sign(
            approval, RING.agent(named).orElseThrow().serial(), TEST_RING.cardSigner(card))
        .jws()
        .text();
  }
}
