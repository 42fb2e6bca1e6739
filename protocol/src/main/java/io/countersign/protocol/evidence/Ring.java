package io.countersign.protocol.evidence;

import io.countersign.protocol.engine.IdentityPublicKey;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node believes of the others (M5): the {@link RingRecord} in force, checked. Membership of
 * the cluster gives no authority; this does.
 *
 * <p>One object for the life of a process. It begins with {@link #pinned} (number 0, by its hash);
 * {@link #take} puts the next record in force, signed by the swa key, for everybody who holds this
 * object. A later record only revokes parties and agents, renews TLS certificates and changes how
 * long cards last, so what sees two records within one step is as careful as the later of them at
 * its last look. Thread: safe for concurrent use; each call sees one record whole.
 */
public final class Ring {
  /** A message server has its device's name and this. */
  public static final String MESSAGE_SERVER_SUFFIX = "-server";

  private final Octets genesis;
  private volatile RingView view;

  /**
   * A node or requester.
   *
   * @param tls the TLS certificate that it shows
   * @param formerTls the one that it showed before, where that is believed too
   * @param revoked whether nothing counts any more that he says from now on; what he said before
   *     stays evidence
   */
  public record Party(
      String name,
      Role role,
      String address,
      IdentityPublicKey identity,
      Octets agreement,
      X509Certificate tls,
      Optional<X509Certificate> formerTls,
      boolean revoked) {
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

  private Ring(RingView first) {
    this.genesis = first.hash;
    this.view = first;
  }

  /** A record that was found to be the next one; {@link #take} puts it in force. */
  public static final class Next {
    private final String text;
    private final RingView view;

    private Next(String text, RingView view) {
      this.text = text;
      this.view = view;
    }

    /** The compact JWS, as it came. */
    public String text() {
      return text;
    }

    public long sequence() {
      return view.record.sequence();
    }

    /** SHA-256 of its payload. */
    public Octets hash() {
      return view.hash;
    }
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
    RingView first = RingView.first(record, jws.payloadSha256());
    requireSwa(jws, first.swa());
    return new Ring(first);
  }

  /**
   * Reads the record that comes after the one in force and changes nothing (I3).
   *
   * @param text compact JWS, signed by the swa key
   * @throws EvidenceException {@code jws}, {@code jws:type}, {@code ring-record:signature}, {@code
   *     ring-record}, {@code ring-record:sequence}, {@code ring-record:change}
   */
  public Next next(String text) {
    RingView now = view;
    Jws jws = Jws.parse(text, RingRecord.TYPE, Jws.MAX_CHARS);
    requireSwa(jws, now.swa());
    RingRecord record = Json.read("ring-record", jws.payload().toByteArray(), RingRecord.class);
    return new Next(text, now.next(record, jws.payloadSha256()));
  }

  /**
   * As {@link #next(String)} of a record that the swa key has still to sign.
   *
   * @param hash SHA-256 of its payload
   * @throws EvidenceException as there, but for the signature
   */
  void requireNext(RingRecord record, Octets hash) {
    view.next(record, hash);
  }

  /** Whether this is the record in force, whatever its signature. */
  public boolean isInForce(String text) {
    try {
      return Jws.parse(text, RingRecord.TYPE, Jws.MAX_CHARS).payloadSha256().equals(view.hash);
    } catch (EvidenceException e) {
      return false;
    }
  }

  /**
   * Puts a record in force for everybody who holds this object. Does nothing if it is in force.
   *
   * @throws EvidenceException {@code ring-record:sequence} if another came into force meanwhile
   */
  public synchronized void take(Next next) {
    if (next.hash().equals(view.hash)) {
      return;
    }
    RingSuccession.checkFollows(view, next.view.record);
    view = next.view;
  }

  private static void requireSwa(Jws jws, KeySet swa) {
    jws.verify(
        "RS256",
        serial(swa.publicKey()),
        (octets, signature) -> RecordKeys.verifyRs256(swa.publicKey(), octets, signature),
        "ring-record:signature");
  }

  public String name() {
    return view.record.ring();
  }

  public long sequence() {
    return view.record.sequence();
  }

  /** The latest epoch of any of its keys: 0 while all are as they were dealt. */
  public int epoch() {
    return view.keys.values().stream()
        .flatMap(key -> key.families().values().stream())
        .mapToInt(PublicRecord::epoch)
        .max()
        .orElse(0);
  }

  /** SHA-256 of the payload of the record in force. */
  public Octets hash() {
    return view.hash;
  }

  /** SHA-256 of the payload of an earlier record or of the one in force; empty of a later one. */
  public Optional<Octets> hash(long sequence) {
    List<Octets> hashes = view.hashes;
    return sequence < 0 || sequence >= hashes.size()
        ? Optional.empty()
        : Optional.of(hashes.get((int) sequence));
  }

  /** SHA-256 of the payload of record number 0: which ring it is, whatever its record. */
  public Octets genesis() {
    return genesis;
  }

  /** The record in force. */
  public RingRecord record() {
    return view.record;
  }

  public Optional<Party> party(String name) {
    return Optional.ofNullable(view.parties.get(name));
  }

  /** Whether nothing counts that this party says from now on; not so of who is none. */
  public boolean revokes(String party) {
    return view.revokes(party);
  }

  /** Whether nothing counts that this agent says from now on: he or his node was revoked. */
  public boolean revokes(Agent agent) {
    return view.revokes(agent);
  }

  public Collection<Party> parties() {
    return List.copyOf(view.parties.values());
  }

  public List<Party> parties(Role role) {
    return view.parties.values().stream().filter(p -> p.role() == role).toList();
  }

  /** Those of a role that were not revoked. */
  public List<Party> inForce(Role role) {
    return view.parties.values().stream().filter(p -> p.role() == role && !p.revoked()).toList();
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
    return view.servedBy(messageServer);
  }

  /**
   * Whether the party is a node of the cluster: coordinators, agents' nodes, and what stands at the
   * door of a device, which is its message server or the device itself (DESIGN.md "Decided now" 6).
   * Who was revoked is not.
   */
  public boolean isInCluster(Party party) {
    if (party.revoked()) {
      return false;
    }
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
    return Optional.ofNullable(view.byTls.get(Octets.of(certificate)));
  }

  public Optional<Agent> agent(String name) {
    return Optional.ofNullable(view.agents.get(name));
  }

  public List<Agent> agentsOf(String device) {
    return view.agentsByDevice.getOrDefault(device, List.of());
  }

  /** The agents whose cards one agents' node hosts. */
  public List<Agent> agentsAt(String node) {
    return view.agents.values().stream().filter(a -> a.node().equals(node)).toList();
  }

  public Optional<KeySet> key(String name) {
    return Optional.ofNullable(view.keys.get(name));
  }

  public Collection<KeySet> keys() {
    return List.copyOf(view.keys.values());
  }

  /** The key set of the system-wide authority. */
  public KeySet swa() {
    return view.swa();
  }

  /** Serial of an RSA key: first 16 octets of SHA-256 of its SubjectPublicKeyInfo, hex. */
  public static String serial(RSAPublicKey key) {
    return Octets.of(key.getEncoded()).sha256().hex().substring(0, 32);
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("ring-record", detail);
    }
  }
}
