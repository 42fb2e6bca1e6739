package io.countersign.protocol.wire;

/** A payload of an {@link Envelope}: one of the three conversations. */
public sealed interface WireMessage permits DeviceProtocol, AgentProtocol, ServerProtocol {}
