package io.countersign.coordinator;

import io.countersign.protocol.evidence.AdminDocument;
import io.countersign.protocol.evidence.ContentKind;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a request may be accepted: everything that the coordinator can know before it asks
 * anybody. The devices check it all again (I2).
 */
public final class Admission {
  private Admission() {}

  /**
   * Reads a request that a client sent.
   *
   * @return the request, verified
   * @throws EvidenceException with the name of the failed check: {@code jws}, {@code request},
   *     {@code request:requester}, {@code request:signature}, {@code request:revoked}, {@code
   *     request:not-yet}, {@code request:expired}, {@code request:key}, {@code request:purpose},
   *     {@code header:alg}, {@code request:form}, {@code request:digest}, {@code request:kind},
   *     {@code content:admin}, {@code ring-record:sequence}, {@code ring-record:change}
   */
  public static SignedRequest check(String text, Optional<Octets> content, Ring ring, Instant now) {
    SignedRequest request = SignedRequest.verified(text, ring);
    request.requireRequesterIn(ring);
    request.requireValidAt(now);
    Matter.of(request, content, ring);
    if (request.request().purpose().equals(ContentKind.ADMIN.purpose()) && content.isPresent()) {
      AdminDocument.read(request.request(), content.get().toByteArray(), ring); // I3
    }
    return request;
  }

  /** The id of what a client sent, verified or not: what a record of its refusal is about. */
  public static Optional<Octets> idOf(String text) {
    try {
      Jws jws = Jws.parse(text, SigningRequest.TYPE, SignedRequest.MAX_CHARS);
      return Optional.of(jws.payloadSha256());
    } catch (EvidenceException e) {
      return Optional.empty();
    }
  }
}
