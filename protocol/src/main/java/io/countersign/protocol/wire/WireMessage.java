package io.countersign.protocol.wire;

/** A payload of an {@link Envelope}: one of the two conversations. */
public sealed interface WireMessage permits DeviceProtocol, AgentProtocol {}
