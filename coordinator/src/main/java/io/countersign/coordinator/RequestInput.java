package io.countersign.coordinator;

import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import java.util.Optional;

/** What may happen to a request. */
sealed interface RequestInput {
  /** A client submits it; it was checked that it may be accepted. */
  record Submitted(SignedRequest request, Optional<Octets> content) implements RequestInput {}

  /** The journal was read. */
  record Resumed() implements RequestInput {}

  /**
   * @param device name of the device, known by its signature
   */
  record FromDevice(String device, DeviceProtocol message) implements RequestInput {}

  /**
   * @param node name of the agents' node, known by its signature
   */
  record FromAgents(String node, AgentProtocol message) implements RequestInput {}

  /** A computation of an attempt ended. */
  record Computed(int attempt, CombineOutcome outcome) implements RequestInput {}

  /** Time passed, or who is there changed. */
  record Tick() implements RequestInput {}
}
