package io.countersign.protocol.testing;

import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Alters a {@link TestRing}'s record and signs it again with the real swa key, so that a test meets
 * the one check it is about and not the signature's.
 */
public final class RingForge {
  private final RingRecord record;
  private final String serial;
  private final Jws.Signer swa;

  public RingForge(TestRing ring) {
    Jws jws = Jws.parse(ring.text(), RingRecord.TYPE, Jws.MAX_CHARS);
    this.record = Json.read("ring-record", jws.payload().toByteArray(), RingRecord.class);
    this.serial = Ring.serial(ring.ring().swa().publicKey());
    this.swa = ring.swaSigner();
  }

  /** The record as it is. */
  public RingRecord record() {
    return record;
  }

  /** Any payload as a record of the ring, signed by the swa key. */
  public Jws signed(byte[] payload) {
    return Jws.sign("RS256", RingRecord.TYPE, serial, payload, swa);
  }

  /** Reads an altered record as a node would that pins exactly it. */
  public Ring open(RingRecord altered) {
    Jws jws = signed(Json.write(altered));
    return Ring.pinned(jws.text(), jws.payloadSha256());
  }

  public RingRecord withParties(UnaryOperator<List<RingRecord.PartyEntry>> change) {
    return copy(change.apply(new ArrayList<>(record.parties())), record.agents(), record.keys());
  }

  public RingRecord withAgents(UnaryOperator<List<RingRecord.AgentEntry>> change) {
    return copy(record.parties(), change.apply(new ArrayList<>(record.agents())), record.keys());
  }

  public RingRecord withKeys(UnaryOperator<List<RingRecord.KeyEntry>> change) {
    return copy(record.parties(), record.agents(), change.apply(new ArrayList<>(record.keys())));
  }

  /** Alters the administrative record of one key; the swa key signs it again. */
  public RingRecord withKey(String name, UnaryOperator<KeyRecord> change) {
    return withKeys(
        keys ->
            keys.stream()
                .map(
                    entry -> {
                      KeyRecord key = read(entry);
                      return key.name().equals(name)
                          ? new RingRecord.KeyEntry(signedKey(change.apply(key)), entry.families())
                          : entry;
                    })
                .toList());
  }

  /** A key record as JWS of the swa key. */
  public String signedKey(KeyRecord key) {
    return Jws.sign("RS256", KeyRecord.TYPE, serial, Json.write(key), swa).text();
  }

  public static KeyRecord read(RingRecord.KeyEntry entry) {
    Jws jws = Jws.parse(entry.record(), KeyRecord.TYPE, KeyRecord.MAX_CHARS);
    return Json.read("key-record", jws.payload().toByteArray(), KeyRecord.class);
  }

  private RingRecord copy(
      List<RingRecord.PartyEntry> parties,
      List<RingRecord.AgentEntry> agents,
      List<RingRecord.KeyEntry> keys) {
    return new RingRecord(
        record.v(),
        record.ring(),
        record.sequence(),
        record.previous(),
        record.issued(),
        parties,
        agents,
        keys);
  }
}
