package io.countersign.protocol.evidence;

import static java.util.stream.Collectors.groupingBy;

import io.countersign.protocol.thresholdrsa.Octets;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One {@link RingRecord}, read and checked: what {@link Ring} shows. Thread: immutable. */
final class RingView {
  final RingRecord record;

  /** SHA-256 of the record's payload. */
  final Octets hash;

  /** Hashes of all records up to this one, by number. */
  final List<Octets> hashes;

  final Map<String, Ring.Party> parties = new LinkedHashMap<>();
  final Map<Octets, Ring.Party> byTls = new LinkedHashMap<>();
  final Map<String, Ring.Agent> agents = new LinkedHashMap<>();
  final Map<String, List<Ring.Agent>> agentsByDevice;
  final Map<String, Ring.KeySet> keys;

  private RingView(
      RingRecord record, Octets hash, List<Octets> before, Map<String, Ring.KeySet> known) {
    this.record = record;
    this.hash = hash;
    this.hashes = Stream.concat(before.stream(), Stream.of(hash)).toList();
    record.parties().forEach(this::addParty);
    parties.values().stream()
        .filter(p -> p.role() == Role.MESSAGE_SERVER)
        .forEach(this::checkMessageServer);
    record.agents().forEach(this::addAgent);
    this.agentsByDevice =
        Map.copyOf(agents.values().stream().collect(groupingBy(Ring.Agent::device)));
    this.keys = known.isEmpty() ? KeySets.read(record.keys(), parties, agents.values()) : known;
  }

  /**
   * @throws EvidenceException {@code ring-record}, {@code key-record}, {@code key-record:signature}
   * @throws io.countersign.protocol.thresholdrsa.CheckFailed if a public record is wrong (A9)
   */
  static RingView first(RingRecord record, Octets hash) {
    return new RingView(record, hash, List.of(), Map.of());
  }

  /**
   * The record after this one, if {@link RingSuccession} has nothing against it.
   *
   * @throws EvidenceException {@code ring-record}, {@code ring-record:sequence}, {@code
   *     ring-record:change}
   */
  RingView next(RingRecord record, Octets hash) {
    RingSuccession.check(this, record);
    RingView next = new RingView(record, hash, hashes, keys);
    RingSuccession.checkUsable(this, next);
    return next;
  }

  boolean revokes(String party) {
    Ring.Party found = parties.get(party);
    return found != null && found.revoked();
  }

  boolean revokes(Ring.Agent agent) {
    return agent.revoked() || revokes(agent.node());
  }

  Ring.KeySet swa() {
    Ring.KeySet swa = keys.get(RingRecord.SWA);
    if (swa == null) {
      throw new EvidenceException("ring-record", "no key set named " + RingRecord.SWA);
    }
    return swa;
  }

  /**
   * @throws IllegalArgumentException if the party is no message server
   */
  Ring.Party servedBy(Ring.Party messageServer) {
    String suffix = Ring.MESSAGE_SERVER_SUFFIX;
    String name = messageServer.name();
    if (messageServer.role() != Role.MESSAGE_SERVER || !name.endsWith(suffix)) {
      throw new IllegalArgumentException(name + " is no message server");
    }
    String device = name.substring(0, name.length() - suffix.length());
    Ring.Party served = parties.get(device);
    if (served == null || served.role() != Role.DEVICE) {
      throw new IllegalArgumentException("there is no device " + device);
    }
    return served;
  }

  private boolean hasRole(String name, Role role) {
    Ring.Party party = parties.get(name);
    return party != null && party.role() == role;
  }

  private void addParty(RingRecord.PartyEntry entry) {
    Name.require("party", entry.name());
    Ring.Party party =
        new Ring.Party(
            entry.name(),
            Role.ofLabel(entry.role()),
            entry.address(),
            RecordKeys.identity(entry.identity()),
            RecordKeys.agreement(entry.name(), entry.agreement()),
            RecordKeys.certificate(entry.name(), entry.tls()),
            entry.formerTls().isEmpty()
                ? Optional.empty()
                : Optional.of(RecordKeys.certificate(entry.name(), entry.formerTls())),
            entry.revoked());
    for (Ring.Party other : parties.values()) {
      check(
          !other.serial().equals(party.serial()),
          other.name() + " and " + party.name() + " have one identity key");
    }
    check(parties.put(party.name(), party) == null, "party " + party.name() + " twice");
    check(
        byTls.put(Octets.ofHex(entry.tls()), party) == null,
        "the TLS certificate of " + party.name() + " twice");
    if (!entry.formerTls().isEmpty()) {
      check(
          byTls.put(Octets.ofHex(entry.formerTls()), party) == null,
          "the former TLS certificate of " + party.name() + " twice");
    }
  }

  private void checkMessageServer(Ring.Party server) {
    try {
      servedBy(server);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(
          "ring-record",
          "a message server is named after its device, as amber"
              + Ring.MESSAGE_SERVER_SUFFIX
              + " is: "
              + e.getMessage());
    }
  }

  private void addAgent(RingRecord.AgentEntry entry) {
    Name.require("agent", entry.name());
    RSAPublicKey key = RecordKeys.card(entry.name(), entry.userKey());
    check(
        hasRole(entry.device(), Role.DEVICE),
        "agent "
            + entry.name()
            + " is registered at '"
            + Name.printable(entry.device())
            + "', which is no device");
    check(
        hasRole(entry.node(), Role.AGENTS),
        "agent "
            + entry.name()
            + " has his card at '"
            + Name.printable(entry.node())
            + "', which is no agents' node");
    String serial = Ring.serial(key);
    for (Ring.Agent other : agents.values()) {
      check(
          !other.serial().equals(serial), other.name() + " and " + entry.name() + " have one card");
    }
    Ring.Agent agent =
        new Ring.Agent(
            entry.name(),
            serial,
            entry.device(),
            entry.node(),
            key,
            entry.notAfter(),
            entry.revoked());
    check(agents.put(agent.name(), agent) == null, "agent " + agent.name() + " twice");
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("ring-record", detail);
    }
  }
}
