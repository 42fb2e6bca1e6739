package io.countersign.protocol.evidence;

import java.time.Instant;

/**
 * An approval together with the octets that the agent's card signed. An instance made by {@link
 * #verified} was signed by a registered, unexpired, unrevoked agent of exactly that device, for
 * exactly that request (I2).
 */
public record SignedApproval(Jws jws, Approval approval) {
  public static final int MAX_CHARS = 4 * 1024;

  /** Signs with a card's RSA user key. */
  public static SignedApproval sign(Approval approval, String agentSerial, Jws.Signer card) {
    return new SignedApproval(
        Jws.sign("RS256", Approval.TYPE, agentSerial, Json.write(approval), card), approval);
  }

  /**
   * Whose an approval is that was verified before.
   *
   * @throws EvidenceException {@code jws}, {@code approval} if it cannot be read
   */
  public static String agentOf(String text) {
    Jws jws = Jws.parse(text, Approval.TYPE, MAX_CHARS);
    return Json.read("approval", jws.payload().toByteArray(), Approval.class).agent();
  }

  /**
   * Parses and verifies for one request at one device.
   *
   * @throws EvidenceException {@code jws}, {@code approval} if it cannot be read; {@code
   *     approval:device}, {@code approval:request} if it is for another; {@code approval:agent} if
   *     the signer is not a registered agent of the device; {@code approval:signature}; {@code
   *     approval:revoked}, {@code approval:expired}
   */
  public static SignedApproval verified(
      String text, SignedRequest request, Ring ring, Ring.Party device, Instant now) {
    Jws jws = Jws.parse(text, Approval.TYPE, MAX_CHARS);
    Approval approval = Json.read("approval", jws.payload().toByteArray(), Approval.class);
    if (!approval.device().equals(device.name())
        || !approval.deviceSerial().equals(device.serial())) {
      throw new EvidenceException(
          "approval:device",
          "is for device '" + approval.device() + "', not for '" + device.name() + "'");
    }
    SigningRequest asked = request.request();
    if (!approval.request().equals(request.id().hex())
        || !approval.digest().equals(asked.digest())
        || !approval.key().equals(asked.key())
        || !approval.purpose().equals(asked.purpose())) {
      throw new EvidenceException(
          "approval:request",
          "of "
              + approval.agent()
              + " is for request "
              + approval.request()
              + ", not for "
              + request.id().hex());
    }
    Ring.Agent agent =
        ring.agent(approval.agent())
            .filter(a -> a.device().equals(device.name()))
            .orElseThrow(
                () ->
                    new EvidenceException(
                        "approval:agent",
                        "'"
                            + approval.agent()
                            + "' is not a registered agent of "
                            + device.name()));
    // Before anything is made of what else it says: until here it may be anybody's.
    jws.verify("RS256", agent.serial(), agent::verify, "approval:signature");
    long seconds = now.getEpochSecond();
    if (ring.revokes(agent)) {
      throw new EvidenceException(
          "approval:revoked", agent.name() + " or the node of his card is revoked");
    }
    if (seconds > agent.notAfter()) {
      throw new EvidenceException(
          "approval:expired", "the card of " + agent.name() + " has expired");
    }
    if (seconds > approval.expires()
        || seconds < approval.issued() - SignedRequest.CLOCK_SKEW_SECONDS) {
      throw new EvidenceException(
          "approval:expired",
          "of "
              + agent.name()
              + " is valid from "
              + Instant.ofEpochSecond(approval.issued())
              + " to "
              + Instant.ofEpochSecond(approval.expires()));
    }
    return new SignedApproval(jws, approval);
  }
}
