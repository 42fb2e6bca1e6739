package io.countersign.protocol.evidence;

import java.util.List;

/**
 * The record of a ring: who its parties are, and its keys. Number 0 is pinned by the SHA-256 of its
 * payload in every node.conf; each later one is valid only when signed by the {@code swa} key
 * (DESIGN.md "Decided now" 3). This is the payload; {@link Ring} is the checked view that programs
 * use.
 *
 * @param v version, 1
 * @param ring name of the ring
 * @param sequence 0 for the first record
 * @param previous SHA-256 of the payload before it in hex; 64 zeros for number 0
 * @param issued seconds since 1970
 * @param parties devices, agents' nodes, coordinators and requesters
 * @param agents people with cards
 * @param keys key sets; one is named {@code swa}
 */
public record RingRecord(
    int v,
    String ring,
    long sequence,
    String previous,
    long issued,
    List<PartyEntry> parties,
    List<AgentEntry> agents,
    List<KeyEntry> keys) {
  public static final String TYPE = "countersign-ring+jws";
  public static final int VERSION = 1;
  public static final String SWA = "swa";

  /** What record number 0 has in the place of a hash. */
  public static final String NO_PREVIOUS = "0".repeat(64);

  /**
   * @param role {@code device}, {@code agents}, {@code coordinator}, {@code requester}, {@code
   *     heartbeat}, {@code satellite} or {@code message-server} (named {@code DEVICE-server})
   * @param address {@code host:port} of the node's cluster transport; empty for a requester, UDP
   *     for a heartbeat source and a satellite; of a device with a message server that of the link
   *     between them
   * @param identity SubjectPublicKeyInfo of the P-256 signature key, DER in hex
   * @param agreement SubjectPublicKeyInfo of the P-256 agreement key, DER in hex
   * @param tls the pinned TLS certificate, DER in hex
   * @param formerTls the TLS certificate before that one, DER in hex, as long as it is believed
   *     too: until all nodes and the party itself have this record; empty where it is not
   * @param revoked whether nothing counts any more that he says; for good
   */
  public record PartyEntry(
      String name,
      String role,
      String address,
      String identity,
      String agreement,
      String tls,
      String formerTls,
      boolean revoked) {

    /** The same party, revoked. */
    PartyEntry revokedNow() {
      return new PartyEntry(name, role, address, identity, agreement, tls, "", true);
    }

    /** The same party with other certificates. */
    PartyEntry renewed(String newTls, String newFormer) {
      return new PartyEntry(name, role, address, identity, agreement, newTls, newFormer, revoked);
    }
  }

  /**
   * @param device the device at which the agent is registered
   * @param node the agents' node that hosts his card
   * @param userKey SubjectPublicKeyInfo of the card's RSA user key, DER in hex
   * @param notAfter seconds since 1970: expiry of the card's certificate
   */
  public record AgentEntry(
      String name, String device, String node, String userKey, long notAfter, boolean revoked) {}

  /**
   * @param record compact JWS of the {@link KeyRecord}, signed by the swa key
   * @param families the public records of its families
   */
  public record KeyEntry(String record, List<PublicRecordEntry> families) {
    public KeyEntry {
      families = List.copyOf(families);
    }
  }

  public RingRecord {
    if (v != VERSION) {
      throw new EvidenceException(
          "ring-record", "version " + v + ", this program knows " + VERSION);
    }
    Name.require("ring", ring);
    parties = List.copyOf(parties);
    agents = List.copyOf(agents);
    keys = List.copyOf(keys);
  }
}
