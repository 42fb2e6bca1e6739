package io.countersign.protocol.evidence;

import java.util.List;

/**
 * What a record may change of the one before it (I3): it revokes parties and agents, for good, it
 * renews TLS certificates, and it says anew how long cards last. Names, roles, addresses, identity
 * and agreement keys, cards and key sets stay. What would leave too little to make another record
 * is no next record either: nobody could mend it.
 */
final class RingSuccession {
  private RingSuccession() {}

  /**
   * @throws EvidenceException {@code ring-record:sequence}, {@code ring-record:change}
   */
  static void check(RingView before, RingRecord next) {
    checkFollows(before, next);
    RingRecord last = before.record;
    require(next.issued() >= last.issued(), "it was issued before the record in force");
    require(next.keys().equals(last.keys()), "it has other key sets");
    require(
        next.parties().size() == last.parties().size()
            && next.agents().size() == last.agents().size(),
        "it has other parties or agents");
    for (int i = 0; i < last.parties().size(); i++) {
      checkParty(last.parties().get(i), next.parties().get(i));
    }
    for (int i = 0; i < last.agents().size(); i++) {
      checkAgent(last.agents().get(i), next.agents().get(i));
    }
    require(
        !(next.parties().equals(last.parties()) && next.agents().equals(last.agents())),
        "it changes nothing");
  }

  /**
   * @throws EvidenceException {@code ring-record:sequence} if the record is not the one after
   */
  static void checkFollows(RingView before, RingRecord next) {
    RingRecord last = before.record;
    if (!next.ring().equals(last.ring())
        || next.sequence() != last.sequence() + 1
        || !next.previous().equals(before.hash.hex())) {
      throw new EvidenceException(
          "ring-record:sequence",
          "record %d of ring %s after %s, in force is record %d of ring %s with hash %s"
              .formatted(
                  next.sequence(),
                  next.ring(),
                  Name.printable(next.previous()),
                  last.sequence(),
                  last.ring(),
                  before.hash.hex()));
    }
  }

  /**
   * @throws EvidenceException {@code ring-record:change} if the ring could not sign another record,
   *     or its devices would hear no heartbeat any more
   */
  static void checkUsable(RingView before, RingView next) {
    require(has(next, Role.COORDINATOR), "it leaves no coordinator");
    require(has(next, Role.REQUESTER), "it leaves nobody who can ask for another record");
    require(
        has(next, Role.HEARTBEAT) || !has(before, Role.HEARTBEAT),
        "it leaves no heartbeat source, and without one devices destroy their shares");
    Ring.KeySet swa = next.swa();
    long left = swa.record().devices().stream().filter(d -> isUsable(next, swa, d)).count();
    int need = swa.record().threshold();
    require(
        left >= need,
        "it leaves %d devices with their quorum for the key swa, which needs %d"
            .formatted(left, need));
  }

  private static boolean has(RingView ring, Role role) {
    return ring.parties.values().stream().anyMatch(p -> p.role() == role && !p.revoked());
  }

  private static boolean isUsable(RingView ring, Ring.KeySet key, KeyRecord.Device device) {
    Ring.Party party = ring.parties.get(device.name());
    List<Ring.Agent> agents = ring.agentsByDevice.getOrDefault(device.name(), List.of());
    long left =
        agents.stream()
            .filter(a -> !ring.revokes(a) && a.notAfter() > ring.record.issued())
            .count();
    int quorum = key.record().quorums().getOrDefault(device.name(), Integer.MAX_VALUE);
    return party != null
        && !party.revoked()
        && left >= quorum
        && !ring.revokes(device.name() + Ring.MESSAGE_SERVER_SUFFIX);
  }

  private static void checkParty(RingRecord.PartyEntry last, RingRecord.PartyEntry next) {
    require(
        next.name().equals(last.name())
            && next.role().equals(last.role())
            && next.address().equals(last.address())
            && next.identity().equals(last.identity())
            && next.agreement().equals(last.agreement()),
        "it has another name, role, address or key for " + last.name());
    require(next.revoked() || !last.revoked(), last.name() + " was revoked");
    boolean same = next.tls().equals(last.tls());
    require(same || !next.revoked(), last.name() + " is revoked and gets no certificate");
    require(
        next.formerTls().isEmpty() || next.formerTls().equals(same ? last.formerTls() : last.tls()),
        "the former certificate of " + last.name() + " is not the one that it had");
  }

  private static void checkAgent(RingRecord.AgentEntry last, RingRecord.AgentEntry next) {
    require(
        next.name().equals(last.name())
            && next.device().equals(last.device())
            && next.node().equals(last.node())
            && next.userKey().equals(last.userKey()),
        "it has another name, device, node or card for " + last.name());
    require(next.revoked() || !last.revoked(), last.name() + " was revoked");
  }

  private static void require(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("ring-record:change", detail);
    }
  }
}
