package io.countersign.protocol.evidence;

import io.countersign.protocol.evidence.RingRecord.AgentEntry;
import io.countersign.protocol.evidence.RingRecord.PartyEntry;
import io.countersign.protocol.testing.TestRing;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One small ring for all tests, and records with one thing changed. */
final class Rings {
  static final TestRing SMALL = TestRing.of(2, 3, 2, 2);

  private Rings() {}

  static <T> List<T> change(List<T> all, Predicate<T> which, UnaryOperator<T> change) {
    return all.stream().map(one -> which.test(one) ? change.apply(one) : one).toList();
  }

  static AgentEntry revoked(AgentEntry a) {
    return new AgentEntry(a.name(), a.device(), a.node(), a.userKey(), a.notAfter(), true);
  }

  static AgentEntry expiring(AgentEntry a, long notAfter) {
    return new AgentEntry(a.name(), a.device(), a.node(), a.userKey(), notAfter, a.revoked());
  }

  static AgentEntry agent(AgentEntry a, String name, String device, String node, String userKey) {
    return new AgentEntry(name, device, node, userKey, a.notAfter(), a.revoked());
  }

  static PartyEntry party(PartyEntry p, String name, String role, String identity, String tls) {
    return new PartyEntry(name, role, p.address(), identity, p.agreement(), tls, "", p.revoked());
  }

  static KeyRecord families(KeyRecord k, Map<String, String> families) {
    return new KeyRecord(
        k.v(),
        k.name(),
        k.version(),
        k.purpose(),
        k.threshold(),
        families,
        k.algorithms(),
        k.devices(),
        k.quorums(),
        k.digestOnly());
  }

  static KeyRecord algorithms(KeyRecord k, Map<String, List<String>> algorithms) {
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
        k.digestOnly());
  }

  static KeyRecord purpose(KeyRecord k, String name, String purpose) {
    return new KeyRecord(
        k.v(),
        name,
        k.version(),
        purpose,
        k.threshold(),
        k.families(),
        k.algorithms(),
        k.devices(),
        k.quorums(),
        k.digestOnly());
  }

  static KeyRecord people(
      KeyRecord k, int threshold, List<KeyRecord.Device> devices, Map<String, Integer> quorums) {
    return new KeyRecord(
        k.v(),
        k.name(),
        k.version(),
        k.purpose(),
        threshold,
        k.families(),
        k.algorithms(),
        devices,
        quorums,
        k.digestOnly());
  }
}
