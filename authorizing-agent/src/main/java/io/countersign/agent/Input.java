package io.countersign.agent;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import java.time.Instant;

/** What happens to an agent. */
sealed interface Input {

  /** A coordinator asks. */
  record Asked(String from, AgentProtocol.AskApproval ask, Instant now) implements Input {}

  /**
   * His card has signed.
   *
   * @param jws the card's JWS over exactly this approval
   */
  record CardSigned(Octets request, Approval approval, String jws, Instant now) implements Input {}

  /** His approval is durable. */
  record Synced(Octets request, Instant now) implements Input {}

  /** His card could not sign. */
  record CardFailed(Octets request, String detail) implements Input {}
}
