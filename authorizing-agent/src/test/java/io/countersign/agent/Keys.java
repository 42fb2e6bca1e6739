package io.countersign.agent;

import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingRecord.AgentEntry;
import io.countersign.protocol.testing.RingForge;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Records with one thing changed. */
final class Keys {
  private Keys() {}

  static Ring withAgent(String name, UnaryOperator<AgentEntry> change) {
    RingForge forge = new RingForge(Asking.RING);
    return forge.open(
        forge.withAgents(
            agents ->
                agents.stream().map(a -> a.name().equals(name) ? change.apply(a) : a).toList()));
  }

  static AgentEntry revoked(AgentEntry a) {
    return new AgentEntry(a.name(), a.device(), a.node(), a.userKey(), a.notAfter(), true);
  }

  static AgentEntry expiring(AgentEntry a, long notAfter) {
    return new AgentEntry(a.name(), a.device(), a.node(), a.userKey(), notAfter, a.revoked());
  }

  static KeyRecord withAlgorithms(KeyRecord k, Map<String, List<String>> algorithms) {
    return copy(k, algorithms, k.digestOnly());
  }

  static KeyRecord withDigestOnly(KeyRecord k, boolean digestOnly) {
    return copy(k, k.algorithms(), digestOnly);
  }

  private static KeyRecord copy(
      KeyRecord k, Map<String, List<String>> algorithms, boolean digestOnly) {
    return new KeyRecord(
        k.v(),
        k.name(),
        k.version(),
        k.purpose(),
        k.threshold(),
        k.families(),
        algorithms,
        k.devices(),
        k.quorums(),
        digestOnly);
  }
}
