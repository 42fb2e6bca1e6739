package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Requests and approvals under a ring: each check by its name. */
class SignedEvidenceTest {
  private static final TestRing RING = Rings.SMALL;
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final byte[] DOCUMENT = "document".getBytes(StandardCharsets.US_ASCII);
  private static final SignedRequest REQUEST =
      RING.request(DOCUMENT, SignatureAlgorithm.RSASSA_PSS_SHA384, "any", NOW, new byte[16]);
  private static final Ring.Party DEVICE = RING.ring().party("device-1").orElseThrow();

  @Test
  void aRequestsIdIsTheHashOfItsPayloadAndTheSameForEver() {
    SignedRequest read = SignedRequest.verified(REQUEST.jws().text(), RING.ring());
    assertThat(read).isEqualTo(REQUEST);
    assertThat(read.id()).isEqualTo(Octets.of(Json.write(REQUEST.request())).sha256());
  }

  @Test
  void aRequestIsItsRegisteredRequestersOwn() {
    assertRefused("request:requester", () -> verified(signed(TestRing.COORDINATOR, "device-1")));
    assertRefused("request:signature", () -> verified(signed("operator", "device-1")));
    assertRefused("jws", () -> verified("x".repeat(8 * 1024 + 1)));
    assertRefused("jws:type", () -> verified(approval(a -> a)));
  }

  @Test
  void aRequestIsGoodWithinItsValidityOnly() {
    long from = REQUEST.request().notBefore();
    long to = REQUEST.request().notAfter();
    REQUEST.requireValidAt(Instant.ofEpochSecond(from - 120));
    REQUEST.requireValidAt(Instant.ofEpochSecond(to));
    assertRefused(
        "request:not-yet", () -> REQUEST.requireValidAt(Instant.ofEpochSecond(from - 121)));
    assertRefused("request:expired", () -> REQUEST.requireValidAt(Instant.ofEpochSecond(to + 1)));
  }

  @Test
  void aRequestIsForItsDocumentOnly() {
    REQUEST.requireContent(DOCUMENT);
    byte[] other = DOCUMENT.clone();
    other[0] ^= 1;
    assertRefused("request:digest", () -> REQUEST.requireContent(other));
    assertRefused("request:digest", () -> REQUEST.requireContent(new byte[0]));
  }

  @Test
  void anApprovalIsForOneRequestAtOneDevice() {
    assertThat(verifiedApproval(approval(a -> a)).approval().agent()).isEqualTo("agent-1-1");
    assertRefused(
        "approval:device", () -> verifiedApproval(approval(a -> with(a, "device", "device-2"))));
    assertRefused(
        "approval:device",
        () -> verifiedApproval(approval(a -> with(a, "deviceSerial", "0".repeat(32)))));
    assertRefused(
        "approval:request",
        () -> verifiedApproval(approval(a -> with(a, "request", "0".repeat(64)))));
    assertRefused(
        "approval:request",
        () -> verifiedApproval(approval(a -> with(a, "digest", "0".repeat(96)))));
    assertRefused("approval:request", () -> verifiedApproval(approval(a -> with(a, "key", "swa"))));
    assertRefused(
        "approval:request", () -> verifiedApproval(approval(a -> with(a, "purpose", "admin"))));
  }

  @Test
  void anApprovalIsOfARegisteredAgentOfThatDevice() {
    assertRefused(
        "approval:agent", () -> verifiedApproval(approval(a -> with(a, "agent", "agent-2-1"))));
    assertRefused(
        "approval:agent", () -> verifiedApproval(approval(a -> with(a, "agent", "nobody"))));
    assertRefused(
        "approval:signature", () -> verifiedApproval(approval(a -> with(a, "agent", "agent-1-2"))));
    assertRefused("approval:signature", () -> verifiedApproval(byCard("agent-1-2")));
  }

  @Test
  void anApprovalEndsWithItsTimeItsCardAndItsAgentsRegistration() {
    String good = approval(a -> a);
    assertRefused(
        "approval:expired",
        () -> SignedApproval.verified(good, REQUEST, RING.ring(), DEVICE, NOW.plusSeconds(3601)));
    assertRefused(
        "approval:expired",
        () -> SignedApproval.verified(good, REQUEST, RING.ring(), DEVICE, NOW.minusSeconds(121)));
    RingForge forge = new RingForge(RING);
    Ring revoked =
        forge.open(
            forge.withAgents(
                agents -> Rings.change(agents, a -> a.name().equals("agent-1-1"), Rings::revoked)));
    assertRefused(
        "approval:revoked", () -> SignedApproval.verified(good, REQUEST, revoked, DEVICE, NOW));
    Ring over =
        forge.open(
            forge.withAgents(
                agents ->
                    Rings.change(
                        agents,
                        a -> a.name().equals("agent-1-1"),
                        a -> Rings.expiring(a, NOW.getEpochSecond() - 1))));
    assertRefused(
        "approval:expired", () -> SignedApproval.verified(good, REQUEST, over, DEVICE, NOW));
  }

  private static SignedRequest verified(String text) {
    return SignedRequest.verified(text, RING.ring());
  }

  private static SignedApproval verifiedApproval(String text) {
    return SignedApproval.verified(text, REQUEST, RING.ring(), DEVICE, NOW);
  }

  private static String signed(String requester, String signer) {
    String json =
        new String(Json.write(REQUEST.request()), StandardCharsets.UTF_8)
            .replace("\"operator\"", "\"" + requester + "\"");
    IdentitySigner identity = RING.identity(signer);
    return Jws.sign(
            "ES256",
            SigningRequest.TYPE,
            RING.identity("operator").publicKey().serial(),
            json.getBytes(StandardCharsets.UTF_8),
            identity::sign)
        .text();
  }

  private static String approval(UnaryOperator<Approval> change) {
    return SignedApproval.sign(
            change.apply(good()), serial("agent-1-1"), RING.cardSigner("agent-1-1"))
        .jws()
        .text();
  }

  private static String byCard(String other) {
    return SignedApproval.sign(good(), serial("agent-1-1"), RING.cardSigner(other)).jws().text();
  }

  private static String serial(String agent) {
    return RING.ring().agent(agent).orElseThrow().serial();
  }

  private static Approval good() {
    return new Approval(
        Approval.VERSION,
        REQUEST.id().hex(),
        DEVICE.name(),
        DEVICE.serial(),
        REQUEST.request().digest(),
        "main",
        "document",
        "agent-1-1",
        NOW.getEpochSecond(),
        NOW.getEpochSecond() + 3600);
  }

  /** The approval with one text field changed, by way of its JSON. */
  private static Approval with(Approval approval, String field, String value) {
    String json =
        new String(Json.write(approval), StandardCharsets.UTF_8)
            .replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + value + "\"");
    return Json.read("approval", json.getBytes(StandardCharsets.UTF_8), Approval.class);
  }

  private static void assertRefused(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
