package io.countersign.coordinator.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.coordinator.CoordinatorCommand;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong, as {@code application/problem+json} (RFC 9457). */
final class Problem extends RuntimeException {
  private static final String BUSY = "busy";

  private final int status;
  private final String title;
  private final String code;
  private final String check;
  private final String detail;
  private final @Nullable String request;
  private final Duration retryAfter;

  /** The document. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Document(
      String type,
      String title,
      int status,
      String detail,
      String code,
      @Nullable String request) {}

  private Problem(
      int status,
      String title,
      String code,
      String check,
      String detail,
      @Nullable String request,
      Duration retryAfter) {
    super(code + ": " + detail, null, false, false);
    this.status = status;
    this.title = title;
    this.code = code;
    this.check = check;
    this.detail = detail;
    this.request = request;
    this.retryAfter = retryAfter;
  }

  static Problem badRequest(String detail) {
    return of(400, "The request cannot be read", "bad-request", detail);
  }

  static Problem notARequester(String detail) {
    return of(403, "Not a requester", "not-a-requester", detail);
  }

  static Problem notYourRequest(String detail, Octets request) {
    String code = "not-your-request";
    return new Problem(403, "Not your request", code, code, detail, request.hex(), Duration.ZERO);
  }

  static Problem notFound(String detail) {
    return of(404, "Not found", "not-found", detail);
  }

  static Problem methodNotAllowed(String detail) {
    return of(405, "Method not allowed", "method-not-allowed", detail);
  }

  static Problem slowBody(String detail) {
    return of(408, "The body is too slow", "slow-body", detail);
  }

  static Problem notSigned(String detail, String request) {
    String code = "not-signed";
    return new Problem(409, "Not signed", code, code, detail, request, Duration.ZERO);
  }

  static Problem tooLarge(String detail) {
    return of(413, "Too large", "too-large", detail);
  }

  static Problem unsupportedMediaType(String detail) {
    return of(415, "Unsupported media type", "unsupported-media-type", detail);
  }

  /**
   * @param request id of what was sent, if it has one
   */
  static Problem refused(EvidenceException why, Optional<Octets> request) {
    return new Problem(
        422,
        "Refused",
        "refused",
        why.check(),
        String.valueOf(why.getMessage()),
        request.map(Octets::hex).orElse(null),
        Duration.ZERO);
  }

  static Problem busy(String detail, Duration retryAfter) {
    return new Problem(503, "Busy", BUSY, BUSY, detail, null, retryAfter);
  }

  static Problem unwritable(String detail, Duration retryAfter) {
    String code = "journal-unwritable";
    return new Problem(503, "The journal cannot be written", code, code, detail, null, retryAfter);
  }

  static Problem timeout() {
    return new Problem(
        503,
        "No answer in time",
        "timeout",
        "timeout",
        "the coordinator did not answer in time; sending the same request again is safe",
        null,
        Duration.ofSeconds(1));
  }

  static Problem internal() {
    return of(500, "Internal error", "internal", "a fault of the coordinator; see its log");
  }

  private static Problem of(int status, String title, String code, String detail) {
    return new Problem(status, title, code, code, detail, null, Duration.ZERO);
  }

  /**
   * What is recorded of it (I8): whatever was the client's doing; not that a request is unsigned
   * yet, nor what failed here.
   *
   * @param client name of the party by its certificate, or {@code unknown}
   */
  Optional<CoordinatorCommand.Refused> refusal(String client) {
    boolean refused = status < 500 && status != 409 || code.equals(BUSY);
    return refused
        ? Optional.of(
            new CoordinatorCommand.Refused(
                check, client, Optional.ofNullable(request).map(Octets::ofHex), detail))
        : Optional.empty();
  }

  HttpResponse response() {
    HttpResponse response =
        HttpResponse.create()
            .withStatus(StatusCodes.get(status))
            .withEntity(
                HttpEntities.create(
                    ContentTypes.create(
                        MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8)),
                    Json.write(
                        new Document(
                            "urn:countersign:" + code, title, status, detail, code, request))));
    return retryAfter.isZero()
        ? response
        : response.addHeader(RawHeader.create("Retry-After", "" + retryAfter.toSeconds()));
  }
}
