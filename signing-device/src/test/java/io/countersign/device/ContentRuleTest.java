package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import org.junit.jupiter.api.Test;

/** What keys of other purposes, and keys that want to see the document, sign. */
class ContentRuleTest {
  @Test
  void aKeyThatWantsToSeeTheDocumentRefusesADigestAlone() {
    SignedRequest digest = request(Bench.DOCUMENT, "digest", Wire.MAX_CONTENT + 1L);

    assertThatThrownBy(() -> ContentRule.check(key("document", false), digest, null))
        .hasMessageStartingWith("content:digest-only");
    assertThatNoException()
        .isThrownBy(() -> ContentRule.check(key("document", true), digest, null));
  }

  @Test
  void aTypedKeyRefusesADigestAloneWhateverItsRecordSays() {
    SignedRequest digest = request(Bench.DOCUMENT, "digest", Wire.MAX_CONTENT + 1L);

    assertThatThrownBy(() -> ContentRule.check(key("x509", true), digest, null))
        .hasMessageStartingWith("content:digest-only");
  }

  @Test
  void aCertificateKeySignsCertificatesOnly() throws CertificateEncodingException {
    byte[] tbs = Bench.party(2).tls().getTBSCertificate();
    KeyRecord x509 = key("x509", false);

    ContentRule.check(x509, request(tbs, "content"), Octets.of(tbs));
    assertThatThrownBy(
            () ->
                ContentRule.check(
                    x509, request(Bench.DOCUMENT, "content"), Octets.of(Bench.DOCUMENT)))
        .hasMessageStartingWith("content:kind");
  }

  @Test
  void contentThatCameWithADigestIsLookedAt() throws CertificateEncodingException {
    byte[] tbs = Bench.party(2).tls().getTBSCertificate();

    assertThatThrownBy(
            () -> ContentRule.check(key("document", true), request(tbs, "digest"), Octets.of(tbs)))
        .hasMessageStartingWith("content:kind");
  }

  @Test
  void aDocumentKeyRefusesATokenThatSomebodyElseWouldRead() {
    byte[] token = "eyJhbGciOiJSUzI1NiJ9.e30".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(
            () ->
                ContentRule.check(
                    key("document", true), request(token, "content"), Octets.of(token)))
        .hasMessageStartingWith("content:kind");
  }

  @Test
  void aDocumentKeyRefusesWhatLooksLikeDerAndCannotBeRead() {
    byte[] broken = {0x31, 8, 0x30, 6, 6, 1, 42, 0x31, 9, 5};

    assertThatThrownBy(
            () ->
                ContentRule.check(
                    key("document", true), request(broken, "content"), Octets.of(broken)))
        .hasMessageStartingWith("content:kind")
        .hasMessageContaining("unreadable");
  }

  @Test
  void aDocumentThatCouldTravelIsNotSignedByItsDigest() {
    SignedRequest small = request(Bench.DOCUMENT, "digest", Wire.MAX_CONTENT);

    assertThatThrownBy(() -> ContentRule.check(key("document", true), small, null))
        .hasMessageStartingWith("content:digest-only")
        .hasMessageContaining("with its content only");
  }

  private static KeyRecord key(String purpose, boolean digestOnly) {
    KeyRecord k = Bench.mainKey().record();
    return new KeyRecord(
        k.v(),
        k.name(),
        k.version(),
        purpose,
        k.threshold(),
        k.families(),
        k.algorithms(),
        k.devices(),
        k.quorums(),
        digestOnly);
  }

  private static SignedRequest request(byte[] document, String form) {
    return request(document, form, document.length);
  }

  private static SignedRequest request(byte[] document, String form, long size) {
    SigningRequest r = Bench.TEST_RING.request(document, Bench.PKCS1, "any", Bench.NOW).request();
    return Bench.sign(
        new SigningRequest(
            r.v(),
            r.key(),
            r.purpose(),
            r.alg(),
            r.mode(),
            r.digest(),
            size,
            r.name(),
            form,
            r.requester(),
            r.notBefore(),
            r.notAfter(),
            r.nonce()));
  }
}
