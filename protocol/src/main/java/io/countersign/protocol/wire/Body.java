package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Objects;

/**
 * What is encrypted in an envelope.
 *
 * @param type the payload's registered word
 * @param payload CBOR
 */
record Body(String type, Octets payload) {
  /** Refuses a body that lacks a part, as {@link Opening} does. */
  Body {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(payload, "payload");
  }
}
