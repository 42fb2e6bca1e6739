package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A document for the swa key: the signing input of the ring's next record, and nothing else (I3).
 * Whoever is asked to approve or sign one reads it with this.
 *
 * @param sequence number of the record
 * @param previous hash of the record before it
 */
public record AdminDocument(long sequence, Octets previous) {
  /** The one algorithm of records: of another, a device would bind itself to what none can use. */
  public static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256;

  /** Longest validity of a request for one: so long a device's vote keeps others waiting. */
  public static final long MAX_VALIDITY_SECONDS = 7L * 24 * 3600;

  /**
   * Reads one.
   *
   * @param octets the document
   * @throws EvidenceException {@code content:admin} if it is no signing input of a record under the
   *     swa key, or is to be signed otherwise than a record is; {@code ring-record}, {@code
   *     ring-record:sequence}, {@code ring-record:change} if the record is not the one after the
   *     one in force
   */
  public static AdminDocument read(SigningRequest request, byte[] octets, Ring ring) {
    if (request.algorithm() != ALGORITHM) {
      throw new EvidenceException(
          "content:admin", "a ring's record is signed with " + ALGORITHM.label() + " alone");
    }
    if (request.notAfter() - request.notBefore() > MAX_VALIDITY_SECONDS) {
      throw new EvidenceException(
          "content:admin",
          "a request for a ring's record is valid for " + MAX_VALIDITY_SECONDS + " s at most");
    }
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
    ring.requireNext(record, jws.payloadSha256());
    return new AdminDocument(record.sequence(), Octets.ofHex(record.previous()));
  }

  /** Whether it comes after the record in force still. */
  public boolean isNext(Ring ring) {
    return sequence == ring.sequence() + 1 && previous.equals(ring.hash());
  }

  /** The document with its signature, for {@link Ring#next}, which verifies it. */
  public static String signed(byte[] octets, byte[] signature) {
    return new String(octets, StandardCharsets.ISO_8859_1)
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }
}
