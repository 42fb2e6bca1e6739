package io.countersign.coordinator.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.protocol.thresholdrsa.Octets;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/requests}.
 *
 * @param request compact JWS of the request
 * @param content the document in base64, where the request's form is {@code content}
 */
record SubmitBody(
    @JsonProperty(required = true) String request,
    @JsonProperty(required = false) @Nullable Octets content) {}
