package io.countersign.deploy.client;

import io.countersign.coordinator.RequestView;
import io.countersign.protocol.thresholdrsa.Octets;

/** How asking for a signature went, by what the client can do next. */
public sealed interface SigningOutcome {
  /** The request as it was seen last. */
  RequestView view();

  /** Done: the signature verified here, under the key of the pinned record. */
  record Signed(RequestView view, Octets signature) implements SigningOutcome {}

  /** The wait is over; the request goes on. */
  record Pending(RequestView view) implements SigningOutcome {}

  /** The wait is over, and as things stand it cannot succeed; it goes on if they change. */
  record CannotSucceed(RequestView view) implements SigningOutcome {}

  /** It was refused, or its validity is over. */
  record Refused(RequestView view) implements SigningOutcome {}

  /** The coordinator gave octets that are no signature of the document. */
  record NotASignature(RequestView view) implements SigningOutcome {}
}
