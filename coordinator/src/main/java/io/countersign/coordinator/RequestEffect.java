package io.countersign.coordinator;

import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;

/** What a request wants done, after its events are stored and synced. */
sealed interface RequestEffect {
  /** Sends to a device by name. */
  record ToDevice(String device, DeviceProtocol message) implements RequestEffect {}

  /** Sends to an agents' node by name. */
  record ToAgents(String node, AgentProtocol message) implements RequestEffect {}

  /** Computes beside; the outcome comes back as {@link RequestInput.Computed}. */
  record Compute(int attempt, CombineJob job) implements RequestEffect {}

  /** Brings the ring's next record, which was signed (I3), whoever asked for it. */
  record BringRecord(String record) implements RequestEffect {}

  /** A line for the log: a peer misbehaved or was late. */
  record Note(String text) implements RequestEffect {}
}
