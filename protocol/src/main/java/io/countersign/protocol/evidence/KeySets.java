package io.countersign.protocol.evidence;

import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.evidence.Ring.Agent;
import io.countersign.protocol.evidence.Ring.KeySet;
import io.countersign.protocol.evidence.Ring.Party;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and checks the key sets of a ring's record: each administrative record against the public
 * records of its families (A1, A9), the parties and the agents it names, and the swa key's
 * signature.
 */
final class KeySets {
  private final Map<String, Party> parties;
  private final Collection<Agent> agents;
  private final Map<String, KeySet> keys = new LinkedHashMap<>();

  private KeySets(Map<String, Party> parties, Collection<Agent> agents) {
    this.parties = parties;
    this.agents = agents;
  }

  /**
   * @throws EvidenceException {@code ring-record}, {@code key-record}, {@code key-record:signature}
   * @throws io.countersign.protocol.thresholdrsa.CheckFailed if a public record is wrong
   */
  static Map<String, KeySet> read(
      List<RingRecord.KeyEntry> entries, Map<String, Party> parties, Collection<Agent> agents) {
    KeySets sets = new KeySets(parties, agents);
    List<Jws> records = new ArrayList<>();
    for (RingRecord.KeyEntry entry : entries) {
      Jws jws = Jws.parse(entry.record(), KeyRecord.TYPE, KeyRecord.MAX_CHARS);
      records.add(jws);
      sets.add(jws, entry.families());
    }
    KeySet swa = sets.keys.get(RingRecord.SWA);
    if (swa == null) {
      throw new EvidenceException("ring-record", "no key set named " + RingRecord.SWA);
    }
    RSAPublicKey swaKey = swa.publicKey();
    for (Jws jws : records) {
      jws.verify(
          "RS256",
          Ring.serial(swaKey),
          (octets, signature) -> RecordKeys.verifyRs256(swaKey, octets, signature),
          "key-record:signature");
    }
    check(swa.record().purpose().equals("admin"), "the swa key's purpose must be admin");
    return sets.keys;
  }

  private void add(Jws jws, List<PublicRecordEntry> entries) {
    KeyRecord key = Json.read("key-record", jws.payload().toByteArray(), KeyRecord.class);
    Map<Family, PublicRecord> families = families(key, entries);
    key.devices().forEach(device -> checkDevice(key, device));
    KeySet set = new KeySet(key, jws.payloadSha256(), families);
    for (KeySet other : keys.values()) {
      // CRYPTO.md 1.1: of two thresholds for one key the lower one rules.
      check(
          !other.modulus().equals(set.modulus()),
          "keys " + other.name() + " and " + key.name() + " have one modulus");
    }
    check(keys.put(key.name(), set) == null, "key " + key.name() + " twice");
  }

  private static Map<Family, PublicRecord> families(
      KeyRecord key, List<PublicRecordEntry> entries) {
    Map<Family, PublicRecord> families = new EnumMap<>(Family.class);
    for (PublicRecordEntry entry : entries) {
      PublicRecord made = entry.toRecord();
      made.checkSizes();
      made.check(Engines.best()::powPublic);
      String keyId = made.keyId().toString();
      String label = made.family().label();
      String named = key.families().get(label);
      check(
          keyId.equals(named),
          "key %s names keyId %s for %s, the public record has %s"
              .formatted(key.name(), named, label, keyId));
      check(
          made.threshold().t() == key.threshold() && made.threshold().n() == key.devices().size(),
          "key " + key.name() + ": t or n of family " + label + " differ from its record");
      check(families.put(made.family(), made) == null, "family " + label + " twice");
    }
    check(
        families.size() == key.families().size(),
        "key " + key.name() + " lacks the public record of a family");
    List<BigInteger> moduli =
        families.values().stream().map(PublicRecord::modulus).distinct().toList();
    check(moduli.size() == 1, "key " + key.name() + " has families over different moduli");
    return families;
  }

  private void checkDevice(KeyRecord key, KeyRecord.Device device) {
    Party party = parties.get(device.name());
    if (party == null || party.role() != Role.DEVICE) {
      throw new EvidenceException(
          "ring-record",
          "key " + key.name() + " names device " + device.name() + ", which the ring lacks");
    }
    check(
        party.serial().equals(device.serial())
            && Octets.of(party.identity().spki()).hex().equals(device.identity()),
        "key " + key.name() + " names another identity key for " + device.name());
    long registered = agents.stream().filter(a -> a.device().equals(device.name())).count();
    int need = key.quorums().getOrDefault(device.name(), Integer.MAX_VALUE);
    check(need <= registered, device.name() + " needs " + need + " agents and has " + registered);
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("ring-record", detail);
    }
  }
}
