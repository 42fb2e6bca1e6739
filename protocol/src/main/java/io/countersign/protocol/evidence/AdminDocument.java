package io.countersign.protocol.evidence;

import java.nio.charset.StandardCharsets;

/**
 * A document for the swa key: the signing input of the ring's next record, and nothing else (I3).
 * Whoever is asked to approve or sign one reads it with this.
 *
 * @param sequence number of the record
 */
public record AdminDocument(long sequence) {
  /**
   * Reads one.
   *
   * @param octets the document
   * @throws EvidenceException {@code content:admin} if it is no signing input of a record under the
   *     swa key; {@code ring-record}, {@code ring-record:sequence}, {@code ring-record:change} if
   *     the record is not the one after the one in force
   */
  public static AdminDocument read(byte[] octets, Ring ring) {
    // Nothing verifies here: the signature is what is asked for. The parser wants one.
    String text = new String(octets, StandardCharsets.ISO_8859_1) + ".AA";
    Jws jws;
    try {
      jws = Jws.parse(text, RingRecord.TYPE, Jws.MAX_CHARS);
    } catch (EvidenceException e) {
      throw new EvidenceException("content:admin", "is no record of a ring: " + e.getMessage());
    }
    String swa = Ring.serial(ring.swa().publicKey());
    if (!jws.algorithm().equals("RS256") || !jws.keyId().equals(swa)) {
      throw new EvidenceException("content:admin", "is not for the swa key of this ring");
    }
    RingRecord record = Json.read("ring-record", jws.payload().toByteArray(), RingRecord.class);
    ring.requireNext(record);
    return new AdminDocument(record.sequence());
  }
}
