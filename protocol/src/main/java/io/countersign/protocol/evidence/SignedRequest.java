package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * A request together with the octets that its requester signed. An instance made by {@link
 * #verified} has a good signature of a registered requester.
 *
 * @param jws the requester's signature, kept octet for octet
 * @param request what it says
 * @param id SHA-256 of the payload octets (A1), 32 octets
 */
public record SignedRequest(Jws jws, SigningRequest request, Octets id) {
  public static final int MAX_CHARS = 8 * 1024;

  /** Clocks of parties may differ by this much. */
  public static final long CLOCK_SKEW_SECONDS = 120;

  /** Signs a request as the given requester. */
  public static SignedRequest sign(SigningRequest request, String serial, Jws.Signer identity) {
    Jws jws = Jws.sign("ES256", SigningRequest.TYPE, serial, Json.write(request), identity);
    return new SignedRequest(jws, request, jws.payloadSha256());
  }

  /**
   * Parses and verifies.
   *
   * @throws EvidenceException {@code jws}, {@code request} if it cannot be read; {@code
   *     request:requester} if the requester is not registered in the ring's record; {@code
   *     request:signature} if the signature is not his
   */
  public static SignedRequest verified(String text, Ring ring) {
    Jws jws = Jws.parse(text, SigningRequest.TYPE, MAX_CHARS);
    SigningRequest request =
        Json.read("request", jws.payload().toByteArray(), SigningRequest.class);
    Ring.Party requester =
        ring.party(request.requester())
            .filter(p -> p.role() == Role.REQUESTER)
            .orElseThrow(
                () ->
                    new EvidenceException(
                        "request:requester",
                        "'" + request.requester() + "' is not a registered requester"));
    jws.verify("ES256", requester.serial(), requester::verify, "request:signature");
    return new SignedRequest(jws, request, jws.payloadSha256());
  }

  /**
   * @throws EvidenceException {@code request:revoked} if the requester was revoked since
   */
  public void requireRequesterIn(Ring ring) {
    if (ring.revokes(request.requester())) {
      throw new EvidenceException(
          "request:revoked", "the requester " + request.requester() + " is revoked");
    }
  }

  private static Octets digest(SignatureAlgorithm algorithm, byte[] content) {
    try {
      return Octets.of(MessageDigest.getInstance(algorithm.hashAlgorithm()).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm.hashAlgorithm(), e);
    }
  }

  /**
   * @throws EvidenceException {@code request:not-yet} or {@code request:expired} outside the
   *     validity, skew allowed at the start only
   */
  public void requireValidAt(Instant now) {
    long seconds = now.getEpochSecond();
    if (seconds < request.notBefore() - CLOCK_SKEW_SECONDS) {
      throw new EvidenceException(
          "request:not-yet", "valid from " + Instant.ofEpochSecond(request.notBefore()));
    }
    if (seconds > request.notAfter()) {
      throw new EvidenceException(
          "request:expired", "was valid until " + Instant.ofEpochSecond(request.notAfter()));
    }
  }

  /**
   * Checks that content, where the request says that it travels with it, is the document of the
   * request.
   *
   * @throws EvidenceException {@code request:digest} if length or hash differ
   */
  public void requireContent(byte[] content) {
    if (content.length != request.size()
        || !digest(request.algorithm(), content).equals(request.dochash())) {
      throw new EvidenceException(
          "request:digest",
          "the content ("
              + content.length
              + " octets) is not the document of the request ("
              + request.size()
              + " octets, digest "
              + request.digest()
              + ")");
    }
  }
}
