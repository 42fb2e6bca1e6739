package io.countersign.agent;

import io.countersign.protocol.evidence.AdminDocument;
import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.ContentKind;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import io.countersign.protocol.wire.Wire;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent checks by himself before he approves (M6, I2): nothing that a coordinator says is
 * believed. Immutable.
 */
final class RequestCheck {
  private static final String DOCUMENT = ContentKind.DOCUMENT.purpose();

  private final Ring ring;
  private final Ring.Agent agent;
  private final Ring.Party device;

  /**
   * @throws IllegalArgumentException if the agent is not in the ring's record
   */
  RequestCheck(Ring ring, String agent) {
    this.ring = ring;
    this.agent =
        ring.agent(agent)
            .orElseThrow(
                () -> new IllegalArgumentException(agent + " is no agent of ring " + ring.name()));
    this.device =
        ring.party(this.agent.device())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ring " + ring.name() + " lacks device " + this.agent.device()));
  }

  /**
   * Checks that the question is put to this agent, who may answer it.
   *
   * @throws EvidenceException {@code ask:agent}, {@code ask:device}, {@code agent:revoked}, {@code
   *     agent:expired}
   */
  void requireAddressed(AskApproval ask, Instant now) {
    check(ask.agent().equals(agent.name()), "ask:agent", "this is " + agent.name());
    check(
        ask.device().equals(device.name()),
        "ask:device",
        agent.name() + " is registered at " + device.name() + ", not at the device asked for");
    Ring.Agent listed = listed();
    check(!ring.revokes(listed), "agent:revoked", agent.name() + " is revoked");
    check(!ring.revokes(device.name()), "ask:device", device.name() + " is revoked");
    check(
        now.getEpochSecond() <= listed.notAfter(),
        "agent:expired",
        "the card of " + agent.name() + " expired at " + Instant.ofEpochSecond(listed.notAfter()));
  }

  /**
   * Verifies the request and its document, and says what the card is to sign.
   *
   * @throws EvidenceException {@code jws}, {@code request}, {@code request:requester}, {@code
   *     request:signature}, {@code request:id}, {@code request:revoked}, {@code request:not-yet},
   *     {@code request:expired}, {@code request:key}, {@code request:purpose}, {@code
   *     request:device}, {@code header:alg}, {@code request:content}, {@code request:digest-only},
   *     {@code request:digest}, {@code content:kind}, {@code content:admin}, {@code
   *     ring-record:sequence}, {@code ring-record:change}
   */
  Approval approvalOf(AskApproval ask, Instant now) {
    SignedRequest signed = SignedRequest.verified(ask.signedRequest(), ring);
    // A1: the id is the hash of what the requester signed, so one id never has two digests.
    check(
        signed.id().equals(ask.request()),
        "request:id",
        "asked under " + ask.request().hex() + ", the request signed is " + signed.id().hex());
    signed.requireRequesterIn(ring);
    signed.requireValidAt(now);
    SigningRequest request = signed.request();
    KeyRecord key = key(request);
    requireKeyAllows(request, key);
    requireDocument(signed, key, ask.content());
    long issued = now.getEpochSecond();
    long expires = Math.min(request.notAfter(), listed().notAfter());
    check(expires > issued, "request:expired", "valid for less than a second more");
    return new Approval(
        Approval.VERSION,
        signed.id().hex(),
        device.name(),
        device.serial(),
        request.digest(),
        request.key(),
        request.purpose(),
        agent.name(),
        issued,
        expires);
  }

  /** The agent as the record in force has him. */
  private Ring.Agent listed() {
    return ring.agent(agent.name()).orElseThrow();
  }

  private KeyRecord key(SigningRequest request) {
    return ring.key(request.key())
        .map(Ring.KeySet::record)
        .orElseThrow(
            () ->
                new EvidenceException(
                    "request:key", "ring " + ring.name() + " has no key " + request.key()));
  }

  private void requireKeyAllows(SigningRequest request, KeyRecord key) {
    check(
        request.purpose().equals(key.purpose()),
        "request:purpose",
        "purpose " + request.purpose() + ", key " + key.name() + " is for " + key.purpose());
    check(
        key.quorums().containsKey(device.name()),
        "request:device",
        device.name() + " holds no share of key " + key.name());
    boolean allowed =
        key.algorithms().entrySet().stream()
            .filter(
                mode ->
                    request.mode().equals(SigningRequest.MODE_ANY)
                        || request.mode().equals(mode.getKey()))
            .anyMatch(mode -> mode.getValue().contains(request.alg()));
    check(
        allowed, // A8
        "header:alg",
        "key " + key.name() + " does not allow " + request.alg() + " in mode " + request.mode());
  }

  private void requireDocument(SignedRequest signed, KeyRecord key, @Nullable Octets content) {
    if (signed.request().form().equals(SigningRequest.FORM_DIGEST)) {
      check(
          key.digestOnly() && key.purpose().equals(DOCUMENT),
          "request:digest-only",
          "key " + key.name() + " signs nothing that its agents have not seen");
      check(
          signed.request().size() > Wire.MAX_CONTENT,
          "request:digest-only",
          "a document of "
              + signed.request().size()
              + " octets is signed with its content only; a digest alone is for documents of more than "
              + Wire.MAX_CONTENT);
      check(content == null, "request:content", "a digest alone was asked for, content was sent");
      return;
    }
    if (content == null) {
      throw new EvidenceException("request:content", "the document was not sent along");
    }
    byte[] octets = content.toByteArray();
    signed.requireContent(octets);
    // DESIGN "Decided now" 7: a key signs only what its purpose names.
    ContentKind kind = ContentKind.of(octets);
    check(
        kind.purpose().equals(key.purpose()),
        "content:kind",
        "the document parses as "
            + kind.purpose()
            + ", key "
            + key.name()
            + " is for "
            + key.purpose());
    if (kind == ContentKind.ADMIN) {
      AdminDocument.read(
          signed.request(), octets, ring); // I3: of the ring's records only the next one.
    }
  }

  private static void check(boolean holds, String check, String detail) {
    if (!holds) {
      throw new EvidenceException(check, detail);
    }
  }
}
