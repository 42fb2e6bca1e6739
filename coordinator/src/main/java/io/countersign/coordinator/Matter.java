package io.countersign.coordinator;

import io.countersign.protocol.evidence.AdminDocument;
import io.countersign.protocol.evidence.ContentKind;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.DerivedSalt;
import io.countersign.protocol.thresholdrsa.EncodedMessage;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SessionId;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.Wire;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about: the request, its document, and the key, mode and public record that it
 * will be signed with. Immutable; it remembers the header that it was asked for last, which every
 * answer of a device is checked against, and which record of the ring it is, if it is one.
 */
final class Matter {
  private final SignedRequest request;
  private final Optional<Octets> content;
  private final Ring.KeySet key;
  private final SigningMode mode;
  private final PublicRecord record;
  private volatile @Nullable Known known;
  private volatile @Nullable AdminDocument admin;

  /** A header and what it was made for. */
  private record Known(int attempt, int row, List<Integer> signers, SessionHeader header) {}

  private Matter(
      SignedRequest request, Optional<Octets> content, Ring.KeySet key, SigningMode mode) {
    this.request = request;
    this.content = content;
    this.key = key;
    this.mode = mode;
    this.record =
        key.family(mode.family())
            .orElseThrow(() -> new EvidenceException("header:mode", "no share of that family"));
  }

  /**
   * Everything about a request that the ring's record decides.
   *
   * @throws EvidenceException {@code request:key}, {@code request:purpose}, {@code header:alg} if
   *     the key cannot sign it; {@code request:form} if content is missing, too much or too long,
   *     or a digest alone is not allowed; {@code request:digest} if it is another document; {@code
   *     request:kind} if the document is of a kind that the key must not sign
   */
  static Matter of(SignedRequest signed, Optional<Octets> content, Ring ring) {
    SigningRequest request = signed.request();
    Ring.KeySet key =
        ring.key(request.key())
            .orElseThrow(
                () -> new EvidenceException("request:key", "no key named '" + request.key() + "'"));
    if (!key.record().purpose().equals(request.purpose())) {
      throw new EvidenceException(
          "request:purpose",
          "key "
              + key.name()
              + " is for "
              + key.record().purpose()
              + ", not for "
              + request.purpose());
    }
    requireForm(signed, content, key.record());
    return new Matter(signed, content, key, modeOf(request, key));
  }

  /** Differs from request to request, so that equal devices and people share the work. */
  int spread() {
    return id().hashCode();
  }

  /** Parallel where it is allowed and asked or left open; else serial. */
  private static SigningMode modeOf(SigningRequest request, Ring.KeySet key) {
    for (SigningMode mode : List.of(SigningMode.PARALLEL, SigningMode.SERIAL)) {
      boolean asked =
          request.mode().equals(SigningRequest.MODE_ANY) || request.mode().equals(mode.label());
      boolean allowed =
          key.family(mode.family()).isPresent()
              && key.record()
                  .algorithms()
                  .getOrDefault(mode.label(), List.of())
                  .contains(request.alg());
      if (asked && allowed) {
        return mode;
      }
    }
    throw new EvidenceException(
        "header:alg",
        "key "
            + key.name()
            + " does not allow "
            + request.alg()
            + " in mode "
            + request.mode()
            + "; allowed are "
            + key.record().algorithms());
  }

  private static void requireForm(
      SignedRequest signed, Optional<Octets> content, KeyRecord record) {
    SigningRequest request = signed.request();
    boolean enclosed = request.form().equals(SigningRequest.FORM_CONTENT);
    if (enclosed != content.isPresent()) {
      throw new EvidenceException(
          "request:form",
          enclosed
              ? "the request says that its document is enclosed, and it is not"
              : "the request says that only its digest is given, and a document is enclosed");
    }
    if (!enclosed && !record.digestOnly()) {
      throw new EvidenceException(
          "request:form", "key " + record.name() + " signs no digest without its document");
    }
    if (content.isEmpty()) {
      if (request.size() <= Wire.MAX_CONTENT) {
        // Devices and agents refuse it too; here its sender hears so at once.
        throw new EvidenceException(
            "request:form",
            "a document of "
                + request.size()
                + " octets is signed with its content only; a digest alone is for documents of more"
                + " than "
                + Wire.MAX_CONTENT);
      }
      return;
    }
    byte[] octets = content.get().toByteArray();
    if (octets.length > Wire.MAX_CONTENT) {
      throw new EvidenceException(
          "request:form",
          "the document has "
              + octets.length
              + " octets, at most "
              + Wire.MAX_CONTENT
              + " may be enclosed: send its digest alone");
    }
    signed.requireContent(octets);
    ContentKind found = ContentKind.of(octets);
    if (found == ContentKind.UNREADABLE) {
      throw new EvidenceException(
          "request:kind",
          "the document begins as DER or BER does and cannot be read as that: no key signs it, for"
              + " another reader may read more into it; put it into an archive");
    }
    String kind = found.purpose();
    if (!kind.equals(record.purpose())) {
      throw new EvidenceException(
          "request:kind",
          "the document is for a key of purpose "
              + kind
              + ", key "
              + record.name()
              + " is for "
              + record.purpose());
    }
  }

  /**
   * Why nobody will sign this any more, though it is valid: the requester was revoked, or it is a
   * record of the ring whose turn is over (I3).
   */
  Optional<String> whyOver(Ring ring) {
    SigningRequest asked = request.request();
    if (ring.revokes(asked.requester())) {
      return Optional.of("the requester " + asked.requester() + " is revoked");
    }
    if (!asked.purpose().equals(ContentKind.ADMIN.purpose()) || content.isEmpty()) {
      return Optional.empty();
    }
    AdminDocument read = admin;
    if (read != null) {
      return read.isNext(ring)
          ? Optional.empty()
          : Optional.of(
              "record "
                  + read.sequence()
                  + " of the ring is not the next any more, in force is "
                  + ring.sequence());
    }
    try {
      admin = AdminDocument.read(asked, content.get().toByteArray(), ring);
      return Optional.empty();
    } catch (EvidenceException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The ring's next record with its signature, if it is one (I3). */
  Optional<String> ringRecord(Octets signature) {
    return content
        .filter(document -> request().purpose().equals(ContentKind.ADMIN.purpose()))
        .map(document -> AdminDocument.signed(document.toByteArray(), signature.toByteArray()));
  }

  /** The same without the document: nothing reads it after the request's end. */
  Matter withoutContent() {
    return new Matter(request, Optional.empty(), key, mode);
  }

  SignedRequest signed() {
    return request;
  }

  SigningRequest request() {
    return request.request();
  }

  /** 32 octets. */
  Octets id() {
    return request.id();
  }

  Optional<Octets> content() {
    return content;
  }

  Ring.KeySet key() {
    return key;
  }

  SigningMode mode() {
    return mode;
  }

  PublicRecord record() {
    return record;
  }

  int threshold() {
    return key.record().threshold();
  }

  /** {@code name/family}: what a device says that it holds. */
  String shareName() {
    return key.name() + "/" + mode.family().label();
  }

  String nameOf(int device) {
    return key.device(device).name();
  }

  /** The header of an attempt, its session id and salt derived (A1, A7). */
  SessionHeader header(int attempt, int row, List<Integer> signers) {
    Known last = known;
    if (last == null
        || last.attempt() != attempt
        || last.row() != row
        || !last.signers().equals(signers)) {
      last = new Known(attempt, row, signers, derived(attempt, row, signers));
      known = last;
    }
    return last.header();
  }

  private SessionHeader derived(int attempt, int row, List<Integer> signers) {
    SigningRequest asked = request();
    SessionId session =
        SessionId.derive(
            key.recordId(),
            id(),
            asked.purpose(),
            asked.algorithm(),
            mode,
            row,
            signers,
            signers.stream().map(i -> Octets.ofHex(key.device(i).identity()).sha256()).toList(),
            attempt);
    return new SessionHeader(
        record.keyId(),
        record.epoch(),
        session,
        asked.algorithm(),
        asked.dochash(),
        DerivedSalt.derive(
            key.modulus(), record.publicExponent(), id(), asked.dochash(), asked.algorithm()),
        mode,
        row,
        signers);
  }

  /** The padded document hash that all devices make for themselves. */
  EncodedMessage encoded(SessionHeader header) {
    return record.encode(header);
  }
}
