package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;

/**
 * An envelope's octets and what authenticates them: the only message of ours between processes.
 *
 * @param envelope CBOR of an {@link Envelope}, kept as signed
 * @param signature 64 octets r || s of the sender's identity key over {@code
 *     Enc("countersign/envelope", envelope)}
 */
public record SealedEnvelope(Octets envelope, Octets signature) {
  /**
   * Upper bound of {@code envelope}: a document of at most {@link Wire#MAX_CONTENT} octets and its
   * evidence.
   */
  public static final int MAX_OCTETS = Wire.MAX_CONTENT + 256 * 1024;
}
