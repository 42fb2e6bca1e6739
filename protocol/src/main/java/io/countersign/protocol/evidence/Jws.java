package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * One compact JWS (RFC 7515), parsed strictly: the header has exactly {@code alg}, {@code typ} and
 * {@code kid}. The text is kept as it came; {@link #payload()} are the octets that were signed.
 *
 * @param text the compact serialization
 * @param algorithm {@code ES256} (devices, coordinators, requesters) or {@code RS256} (cards, the
 *     swa key)
 * @param type the {@code typ}, such as {@code countersign-request+jws}
 * @param keyId the signer's serial: 32 hexadecimal digits
 * @param payload the signed octets
 */
public record Jws(String text, String algorithm, String type, String keyId, Octets payload) {
  /** The longest compact JWS read from anywhere: a ring's record with several key records. */
  public static final int MAX_CHARS = 8 * 1024 * 1024;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private static final Set<String> ALGORITHMS = Set.of("ES256", "RS256");

  /** Exactly these header parameters: no {@code crit}, no key that came along. */
  private record Header(String alg, String kid, String typ) {}

  /** Signs octets: 64 octets r || s for ES256, k octets for RS256. */
  @FunctionalInterface
  public interface Signer {
    byte[] sign(byte[] octets);
  }

  /** Checks a signature over octets. */
  @FunctionalInterface
  public interface Verifier {
    boolean verify(byte[] octets, byte[] signature);
  }

  /**
   * A JWS that has no signature yet.
   *
   * @param input the signing input (RFC 7515, section 5.1)
   */
  public record Unsigned(
      String input, String algorithm, String type, String keyId, Octets payload) {
    /** The octets that are to be signed. */
    public byte[] octets() {
      return input.getBytes(StandardCharsets.US_ASCII);
    }

    /** With its signature, which is not verified here. */
    public Jws with(byte[] signature) {
      return new Jws(
          input + "." + BASE64.encodeToString(signature), algorithm, type, keyId, payload);
    }
  }

  /** A JWS over exactly these payload octets, to be signed. */
  public static Unsigned unsigned(String algorithm, String type, String keyId, byte[] payload) {
    String input =
        BASE64.encodeToString(Json.write(new Header(algorithm, keyId, type)))
            + "."
            + BASE64.encodeToString(payload);
    return new Unsigned(input, algorithm, type, keyId, Octets.of(payload));
  }

  /** Makes a JWS over exactly these payload octets. */
  public static Jws sign(
      String algorithm, String type, String keyId, byte[] payload, Signer signer) {
    Unsigned unsigned = unsigned(algorithm, type, keyId, payload);
    return unsigned.with(signer.sign(unsigned.octets()));
  }

  /**
   * Parses without verifying the signature; call {@link #verify} next.
   *
   * @throws EvidenceException check {@code jws} if the text is too long or not such a JWS, {@code
   *     jws:type} if the type is another
   */
  public static Jws parse(String text, String expectedType, int maxChars) {
    if (text.length() > maxChars) {
      throw new EvidenceException("jws", text.length() + " characters, at most " + maxChars);
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw new EvidenceException("jws", "not a compact JWS");
    }
    Header header = Json.read("jws", decode(parts[0]), Header.class);
    if (!ALGORITHMS.contains(header.alg())) {
      throw new EvidenceException(
          "jws", "algorithm '" + Name.printable(header.alg()) + "', want ES256 or RS256");
    }
    if (!header.typ().equals(expectedType)) {
      throw new EvidenceException(
          "jws:type", "got '" + Name.printable(header.typ()) + "', want '" + expectedType + "'");
    }
    decode(parts[2]);
    return new Jws(text, header.alg(), header.typ(), header.kid(), Octets.of(decode(parts[1])));
  }

  /**
   * Refuses a second text for the same octets, which would be a second name for one piece of
   * evidence.
   */
  private static byte[] decode(String part) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(part);
      if (BASE64.encodeToString(octets).equals(part)) {
        return octets;
      }
    } catch (IllegalArgumentException e) {
      throw new EvidenceException("jws", "not base64url");
    }
    throw new EvidenceException("jws", "base64url is not canonical");
  }

  /**
   * Verifies the signature.
   *
   * @param expectedAlgorithm the one algorithm that the signer's registered key has
   * @param check the name of the check to raise
   * @throws EvidenceException with that name if algorithm, key id or signature is not as expected
   */
  public void verify(String expectedAlgorithm, String expectedKeyId, Verifier key, String check) {
    if (!algorithm.equals(expectedAlgorithm)) {
      throw new EvidenceException(
          check, "algorithm '" + Name.printable(algorithm) + "', want " + expectedAlgorithm);
    }
    if (!keyId.equals(expectedKeyId)) {
      throw new EvidenceException(
          check, "signed with key '" + Name.printable(keyId) + "', want " + expectedKeyId);
    }
    int dot = text.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(text.substring(dot + 1));
    if (!key.verify(text.substring(0, dot).getBytes(StandardCharsets.US_ASCII), signature)) {
      throw new EvidenceException(
          check, "the signature of key " + expectedKeyId + " does not verify");
    }
  }

  /** SHA-256 of the payload octets: the id of a request (A1) or of a record. */
  public Octets payloadSha256() {
    return payload.sha256();
  }

  /** SHA-256 of the whole text: names this piece of evidence, signature included. */
  public Octets textSha256() {
    return Octets.of(text.getBytes(StandardCharsets.US_ASCII)).sha256();
  }

  @Override
  public String toString() {
    return "Jws[" + type + " by " + keyId + "]";
  }
}
