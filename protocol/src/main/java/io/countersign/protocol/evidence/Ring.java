package io.countersign.protocol.evidence;

import static java.util.stream.Collectors.groupingBy;

import io.countersign.protocol.engine.IdentityPublicKey;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked, immutable view of one {@link RingRecord}: what every node believes of the others
 * (M5). Membership of the cluster gives no authority; this does.
 *
 * <p>Built by {@link #pinned} (number 0, by its hash). Thread: immutable.
 */
public final class Ring {
  /** A message server has its device's name and this. */
  public static final String MESSAGE_SERVER_SUFFIX = "-server";

  private final RingRecord record;
  private final Octets recordHash;
  private final Map<String, Party> parties = new LinkedHashMap<>();
  private final Map<Octets, Party> byTls = new LinkedHashMap<>();
  private final Map<String, Agent> agents = new LinkedHashMap<>();
  private final Map<String, List<Agent>> agentsByDevice;
  private final Map<String, KeySet> keys = new LinkedHashMap<>();

  /** A node or requester. */
  public record Party(
      String name,
      Role role,
      String address,
      IdentityPublicKey identity,
      Octets agreement,
      X509Certificate tls) {
    /** First 16 octets of the SHA-256 of the identity key's SubjectPublicKeyInfo, hex. */
    public String serial() {
      return identity.serial();
    }

    /** Whether the identity key signed these octets: 64 octets r || s. */
    public boolean verify(byte[] octets, byte[] signature) {
      return IdentityVerifier.verify(identity, octets, signature);
    }
  }

  /** A person with a card, registered at one device (M6). */
  public record Agent(
      String name,
      String serial,
      String device,
      String node,
      RSAPublicKey userKey,
      long notAfter,
      boolean revoked) {
    /** RSASSA-PKCS1-v1_5-SHA256 under the card's user key. */
    public boolean verify(byte[] octets, byte[] signature) {
      return RecordKeys.verifyRs256(userKey, octets, signature);
    }
  }

  /**
   * A key set: its administrative record and the public record of each family over the one N.
   *
   * @param recordId SHA-256 of the payload octets of the administrative record (A1)
   */
  public record KeySet(KeyRecord record, Octets recordId, Map<Family, PublicRecord> families) {
    public KeySet {
      families = Map.copyOf(families);
    }

    public String name() {
      return record.name();
    }

    public BigInteger modulus() {
      return families.values().iterator().next().modulus();
    }

    public BigInteger publicExponent() {
      return BigInteger.valueOf(families.values().iterator().next().publicExponent());
    }

    public int modulusBits() {
      return modulus().bitLength();
    }

    public Optional<PublicRecord> family(Family family) {
      return Optional.ofNullable(families.get(family));
    }

    /** The index of a device in this key, 1 to n. */
    public Optional<Integer> indexOf(String device) {
      return record.devices().stream()
          .filter(d -> d.name().equals(device))
          .map(KeyRecord.Device::index)
          .findFirst();
    }

    /**
     * @param index 1 to n
     */
    public KeyRecord.Device device(int index) {
      return record.devices().get(index - 1);
    }

    public int n() {
      return record.devices().size();
    }

    /** The ordinary public key that any verifier uses (M4). */
    public RSAPublicKey publicKey() {
      return RecordKeys.rsa(modulus(), publicExponent());
    }
  }

  private Ring(Jws jws, RingRecord record) {
    this.record = record;
    this.recordHash = jws.payloadSha256();
    record.parties().forEach(this::addParty);
    parties(Role.MESSAGE_SERVER).forEach(this::checkMessageServer);
    record.agents().forEach(this::addAgent);
    agentsByDevice = Map.copyOf(agents.values().stream().collect(groupingBy(Agent::device)));
    keys.putAll(KeySets.read(record.keys(), parties, agents.values()));
  }

  /**
   * Reads record number 0 of a ring: its payload must have the pinned hash, the swa key in it must
   * have signed it, every key record must be signed by the swa key, and every public record must
   * pass its own check.
   *
   * @param pin SHA-256 of the payload, from node.conf
   * @throws EvidenceException {@code ring-record:pin}, {@code ring-record:signature}, {@code
   *     ring-record}, {@code key-record}
   * @throws io.countersign.protocol.thresholdrsa.CheckFailed if a public record is wrong (A9)
   */
  public static Ring pinned(String text, Octets pin) {
    Jws jws = Jws.parse(text, RingRecord.TYPE, Jws.MAX_CHARS);
    if (!jws.payloadSha256().equals(pin)) {
      throw new EvidenceException(
          "ring-record:pin",
          "the record has hash " + jws.payloadSha256().hex() + ", node.conf pins " + pin.hex());
    }
    RingRecord record = Json.read("ring-record", jws.payload().toByteArray(), RingRecord.class);
    check(record.sequence() == 0, "a pinned record has number 0, got " + record.sequence());
    check(
        record.previous().equals(RingRecord.NO_PREVIOUS),
        "record number 0 names a record before it");
    Ring ring = new Ring(jws, record);
    KeySet swa = ring.swa();
    jws.verify(
        "RS256",
        serial(swa.publicKey()),
        (octets, signature) -> RecordKeys.verifyRs256(swa.publicKey(), octets, signature),
        "ring-record:signature");
    return ring;
  }

  public String name() {
    return record.ring();
  }

  public long sequence() {
    return record.sequence();
  }

  /** SHA-256 of the record's payload. */
  public Octets hash() {
    return recordHash;
  }

  public Optional<Party> party(String name) {
    return Optional.ofNullable(parties.get(name));
  }

  public Collection<Party> parties() {
    return List.copyOf(parties.values());
  }

  public List<Party> parties(Role role) {
    return parties.values().stream().filter(p -> p.role() == role).toList();
  }

  /**
   * What stands in front of a device, where that is a node of its own (M8): the party {@code
   * DEVICE-server} with role message-server. Empty where the device is its own.
   */
  public Optional<Party> messageServerOf(String device) {
    return party(device + MESSAGE_SERVER_SUFFIX).filter(p -> p.role() == Role.MESSAGE_SERVER);
  }

  /**
   * The device that a message server serves.
   *
   * @throws IllegalArgumentException if the party is no message server
   */
  public Party servedBy(Party messageServer) {
    String name = messageServer.name();
    if (messageServer.role() != Role.MESSAGE_SERVER || !name.endsWith(MESSAGE_SERVER_SUFFIX)) {
      throw new IllegalArgumentException(name + " is no message server");
    }
    String device = name.substring(0, name.length() - MESSAGE_SERVER_SUFFIX.length());
    return party(device)
        .filter(p -> p.role() == Role.DEVICE)
        .orElseThrow(() -> new IllegalArgumentException("there is no device " + device));
  }

  /**
   * Whether the party is a node of the cluster: coordinators, agents' nodes, and what stands at the
   * door of a device, which is its message server or the device itself (DESIGN.md "Decided now" 6).
   */
  public boolean isInCluster(Party party) {
    return switch (party.role()) {
      case COORDINATOR, AGENTS, MESSAGE_SERVER -> true;
      case DEVICE -> messageServerOf(party.name()).isEmpty();
      case REQUESTER, HEARTBEAT, SATELLITE -> false;
    };
  }

  /**
   * @param certificate DER of a TLS certificate
   */
  public Optional<Party> partyOfTls(byte[] certificate) {
    return Optional.ofNullable(byTls.get(Octets.of(certificate)));
  }

  public Optional<Agent> agent(String name) {
    return Optional.ofNullable(agents.get(name));
  }

  public List<Agent> agentsOf(String device) {
    return agentsByDevice.getOrDefault(device, List.of());
  }

  /** The agents whose cards one agents' node hosts. */
  public List<Agent> agentsAt(String node) {
    return agents.values().stream().filter(a -> a.node().equals(node)).toList();
  }

  public Optional<KeySet> key(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  public Collection<KeySet> keys() {
    return List.copyOf(keys.values());
  }

  /** The key set of the system-wide authority. */
  public KeySet swa() {
    return key(RingRecord.SWA)
        .orElseThrow(
            () -> new EvidenceException("ring-record", "no key set named " + RingRecord.SWA));
  }

  /** Serial of an RSA key: first 16 octets of SHA-256 of its SubjectPublicKeyInfo, hex. */
  public static String serial(RSAPublicKey key) {
    return Octets.of(key.getEncoded()).sha256().hex().substring(0, 32);
  }

  private void addParty(RingRecord.PartyEntry entry) {
    Name.require("party", entry.name());
    Party party =
        new Party(
            entry.name(),
            Role.ofLabel(entry.role()),
            entry.address(),
            RecordKeys.identity(entry.identity()),
            RecordKeys.agreement(entry.name(), entry.agreement()),
            RecordKeys.certificate(entry.name(), entry.tls()));
    for (Party other : parties.values()) {
      check(
          !other.serial().equals(party.serial()),
          other.name() + " and " + party.name() + " have one identity key");
    }
    check(parties.put(party.name(), party) == null, "party " + party.name() + " twice");
    check(
        byTls.put(Octets.ofHex(entry.tls()), party) == null,
        "the TLS certificate of " + party.name() + " twice");
  }

  private void checkMessageServer(Party server) {
    try {
      servedBy(server);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(
          "ring-record",
          "a message server is named after its device, as amber"
              + MESSAGE_SERVER_SUFFIX
              + " is: "
              + e.getMessage());
    }
  }

  private void addAgent(RingRecord.AgentEntry entry) {
    Name.require("agent", entry.name());
    RSAPublicKey key = RecordKeys.card(entry.name(), entry.userKey());
    check(
        party(entry.device()).filter(p -> p.role() == Role.DEVICE).isPresent(),
        "agent "
            + entry.name()
            + " is registered at '"
            + Name.printable(entry.device())
            + "', which is no device");
    check(
        party(entry.node()).filter(p -> p.role() == Role.AGENTS).isPresent(),
        "agent "
            + entry.name()
            + " has his card at '"
            + Name.printable(entry.node())
            + "', which is no agents' node");
    String serial = serial(key);
    for (Agent other : agents.values()) {
      check(
          !other.serial().equals(serial), other.name() + " and " + entry.name() + " have one card");
    }
    Agent agent =
        new Agent(
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
