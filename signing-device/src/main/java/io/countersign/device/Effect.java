package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.wire.DeviceProtocol;

/**
 * What a {@link DeviceCore} wants done. Effects are carried out in their order, and none before
 * every entry appended ahead of it is durable (I7); {@link EffectQueue} sees to it.
 */
sealed interface Effect {
  /** Write into the log. */
  record Append(LogEntry entry) implements Effect {}

  /** Answer. */
  record Send(String to, DeviceProtocol message) implements Effect {}

  /** Compute with a share. */
  record Compute(Job job) implements Effect {}

  /**
   * Tell how the device is; what the core cannot know is filled in by who carries it out.
   *
   * @param id of the probe
   * @param inFlight computations running or queued
   */
  record Report(String to, long id, int inFlight) implements Effect {}

  /** Put the ring's next record in force. */
  record Obey(Ring.Next next) implements Effect {}

  /** Tell where the log stands. */
  record TellHead(String to) implements Effect {}

  /** Count a failure against a sender who is not refused anything. */
  record Fault(String of) implements Effect {}

  /**
   * A line for the operator.
   *
   * @param warn whether it needs attention
   */
  record Note(boolean warn, String text) implements Effect {}
}
