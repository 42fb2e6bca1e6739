package io.countersign.device;

import io.countersign.protocol.evidence.ContentKind;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Refusal.Code;
import io.countersign.protocol.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What a key of one purpose may sign (DESIGN.md "Decided now" 7). A raw signature over the contents
 * of a certificate is a certificate, so a key for documents refuses what parses as one, and the
 * admin key signs nothing but evidence of Countersign.
 */
final class ContentRule {
  private static final String DOCUMENT = ContentKind.DOCUMENT.purpose();

  private ContentRule() {}

  /**
   * Checks content, or its absence, against request and key.
   *
   * @param content the document, or null where its digest alone was sent
   * @throws Refusing {@code content:missing}, {@code content:digest-only}, {@code content:kind}
   * @throws io.countersign.protocol.evidence.EvidenceException {@code request:digest}
   */
  static void check(KeyRecord key, SignedRequest request, @Nullable Octets content) {
    if (content == null) {
      checkAbsence(key, request);
      return;
    }
    byte[] octets = content.toByteArray();
    request.requireContent(octets);
    ContentKind kind = ContentKind.of(octets);
    if (!kind.purpose().equals(key.purpose())) {
      throw new Refusing(
          Code.NOT_AUTHORIZED,
          "content:kind",
          "the content parses as "
              + kind.purpose()
              + "; key "
              + key.name()
              + " is for "
              + key.purpose()
              + " only");
    }
  }

  private static void checkAbsence(KeyRecord key, SignedRequest request) {
    if (!request.request().form().equals(SigningRequest.FORM_DIGEST)) {
      throw new Refusing(
          Code.BAD_REQUEST,
          "content:missing",
          "the request's form is " + request.request().form() + " and no content came with it");
    }
    if (!key.digestOnly() || !key.purpose().equals(DOCUMENT)) {
      throw new Refusing(
          Code.NOT_AUTHORIZED,
          "content:digest-only",
          "key " + key.name() + " does not sign a digest alone: send the content");
    }
    if (request.request().size() <= Wire.MAX_CONTENT) {
      throw new Refusing(
          Code.NOT_AUTHORIZED,
          "content:digest-only",
          "a document of "
              + request.request().size()
              + " octets is signed with its content only; a digest alone is for documents of more than "
              + Wire.MAX_CONTENT);
    }
  }
}
