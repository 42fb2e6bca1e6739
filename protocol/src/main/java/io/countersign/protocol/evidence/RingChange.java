package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.Octets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The ring's next record, being written (I3): the one in force with changes. It is a document for
 * the swa key like any other; signed, it is for {@link Ring#next}. Thread: one.
 */
public final class RingChange {
  private final Ring ring;
  private final List<RingRecord.PartyEntry> parties;
  private final List<RingRecord.AgentEntry> agents;

  private RingChange(Ring ring) {
    this.ring = ring;
    this.parties = new ArrayList<>(ring.record().parties());
    this.agents = new ArrayList<>(ring.record().agents());
  }

  /** No change yet of the record in force. */
  public static RingChange of(Ring ring) {
    return new RingChange(ring);
  }

  /**
   * Nothing counts any more that this party or agent says from now on; for good.
   *
   * @throws EvidenceException {@code ring-record:change} if there is none of that name, or it is
   *     revoked
   */
  public RingChange revoke(String name) {
    if (ring.party(name).isPresent()) {
      RingRecord.PartyEntry old = party(name);
      require(!old.revoked(), name + " is revoked already");
      parties.set(parties.indexOf(old), old.revokedNow());
      return this;
    }
    Optional<RingRecord.AgentEntry> found =
        agents.stream().filter(a -> a.name().equals(name)).findFirst();
    require(
        found.isPresent(),
        "there is no party or agent '" + Name.printable(name) + "' in ring " + ring.name());
    RingRecord.AgentEntry old = found.orElseThrow();
    require(!old.revoked(), name + " is revoked already");
    agents.set(
        agents.indexOf(old),
        new RingRecord.AgentEntry(
            name, old.device(), old.node(), old.userKey(), old.notAfter(), true));
    return this;
  }

  /**
   * A party has another TLS certificate from now on.
   *
   * @param keepFormer whether the one before is believed too, until the next renewal: so that the
   *     party hears of it; not where its key was stolen
   * @throws EvidenceException {@code ring-record:change} if there is no such party, or it is
   *     revoked, or it has that certificate
   */
  public RingChange renew(String name, X509Certificate certificate, boolean keepFormer) {
    RingRecord.PartyEntry old = party(name);
    require(!old.revoked(), name + " is revoked and gets no certificate");
    String tls = hex(certificate);
    require(!old.tls().equals(tls), name + " has that certificate already");
    parties.set(parties.indexOf(old), old.renewed(tls, keepFormer ? old.tls() : ""));
    return this;
  }

  /**
   * The record, checked but for its signature.
   *
   * @throws EvidenceException as {@link Ring#requireNext}
   */
  public RingRecord record(Instant now) {
    RingRecord last = ring.record();
    RingRecord next =
        new RingRecord(
            RingRecord.VERSION,
            last.ring(),
            last.sequence() + 1,
            ring.hash().hex(),
            Math.max(now.getEpochSecond(), last.issued()),
            parties,
            agents,
            last.keys());
    ring.requireNext(next, Octets.of(Json.write(next)).sha256());
    return next;
  }

  /** What the swa key is to sign of a record: a document of purpose admin. */
  public static Jws.Unsigned unsigned(Ring ring, RingRecord record) {
    return Jws.unsigned(
        "RS256", RingRecord.TYPE, Ring.serial(ring.swa().publicKey()), Json.write(record));
  }

  private RingRecord.PartyEntry party(String name) {
    return parties.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new EvidenceException(
                    "ring-record:change",
                    "there is no party '" + Name.printable(name) + "' in ring " + ring.name()));
  }

  private static String hex(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new EvidenceException("ring-record:change", "the certificate has no encoding");
    }
  }

  private static void require(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("ring-record:change", detail);
    }
  }
}
