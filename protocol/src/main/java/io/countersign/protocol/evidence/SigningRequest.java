package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;

/**
 * What a client asks: one document, one key, one algorithm (A1). Its id is the SHA-256 of the
 * payload octets of the JWS that the requester signed, so the same request has the same id
 * everywhere and for ever (I6).
 *
 * @param v version, 1
 * @param key name of the key set
 * @param purpose purpose of the key, repeated so that every signature of this JWS binds it
 * @param alg label such as {@code RSASSA-PKCS1-v1_5-SHA256}
 * @param mode {@code parallel}, {@code serial} or {@code any}
 * @param digest hash of the document under the algorithm's hash, lower-case hex
 * @param size octets of the document
 * @param name the document's name as people see it; no path
 * @param form {@code content} if the document travels with the request, {@code digest} if its
 *     digest alone does
 * @param requester name of the requester
 * @param notBefore seconds since 1970
 * @param notAfter seconds since 1970; nobody approves, votes or signs later
 * @param nonce 16 octets in hex, drawn by the client
 */
public record SigningRequest(
    int v,
    String key,
    String purpose,
    String alg,
    String mode,
    String digest,
    long size,
    String name,
    String form,
    String requester,
    long notBefore,
    long notAfter,
    String nonce) {
  public static final String TYPE = "countersign-request+jws";
  public static final int VERSION = 1;

  /** Longest validity of a request: 400 days. */
  public static final long MAX_VALIDITY_SECONDS = 400L * 24 * 3600;

  /** The last second that evidence may name, the end of the year 9999; every reader can show it. */
  public static final long LAST_SECOND = 253_402_300_799L;

  public static final String FORM_CONTENT = "content";
  public static final String FORM_DIGEST = "digest";
  public static final String MODE_ANY = "any";

  public SigningRequest {
    check(v == VERSION, "version " + v + ", this program knows " + VERSION);
    Name.require("key", key);
    Name.require("purpose", purpose);
    Name.require("requester", requester);
    SignatureAlgorithm algorithm = algorithm(alg);
    check(
        mode.equals("parallel") || mode.equals("serial") || mode.equals(MODE_ANY),
        "mode must be parallel, serial or any, got '" + Name.printable(mode) + "'");
    check(
        digest.matches("[0-9a-f]*") && digest.length() == 2 * algorithm.digestLength(),
        "digest must be " + algorithm.digestLength() + " octets in lower-case hex");
    check(size > 0, "size must be at least 1 octet, got " + size);
    check(
        !name.isEmpty()
            && name.length() <= 255
            && name.indexOf('/') < 0
            && name.codePoints().noneMatch(Name::isControl),
        "document name must have 1 to 255 characters, no '/' and no control characters");
    check(
        form.equals(FORM_CONTENT) || form.equals(FORM_DIGEST),
        "form must be content or digest, got '" + Name.printable(form) + "'");
    check(
        notBefore > 0
            && notAfter > notBefore
            && notAfter <= LAST_SECOND
            && notAfter - notBefore <= MAX_VALIDITY_SECONDS,
        "validity must be positive, at most "
            + MAX_VALIDITY_SECONDS
            + " s, and end before the year 10000");
    check(nonce.matches("[0-9a-f]{32}"), "nonce must be 16 octets in lower-case hex");
  }

  public SignatureAlgorithm algorithm() {
    return algorithm(alg);
  }

  /** The hash of the document: {@code algorithm().digestLength()} octets. */
  public Octets dochash() {
    return Octets.ofHex(digest);
  }

  private static SignatureAlgorithm algorithm(String label) {
    try {
      return SignatureAlgorithm.fromLabel(label);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException("request", "unknown algorithm '" + Name.printable(label) + "'");
    }
  }

  private static void check(boolean holds, String detail) {
    if (!holds) {
      throw new EvidenceException("request", detail);
    }
  }
}
