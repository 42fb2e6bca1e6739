package io.countersign.coordinator.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/requests}: the compact JWS of the request and, where the request's
 * form is {@code content}, the document in base64.
 *
 * <p>No record: Jackson wants every component of a record to be there, and {@code content} is left
 * out where only the digest travels.
 */
final class SubmitBody {
  private final String request;
  private @Nullable Octets content;

  @JsonCreator
  SubmitBody(@JsonProperty("request") String request) {
    this.request = request;
  }

  @JsonProperty("content")
  void setContent(Octets content) {
    this.content = content;
  }

  String request() {
    return request;
  }

  Optional<Octets> content() {
    return Optional.ofNullable(content);
  }
}
