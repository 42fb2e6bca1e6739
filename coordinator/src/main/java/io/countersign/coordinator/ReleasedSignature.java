package io.countersign.coordinator;

import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.Signature;
import io.countersign.protocol.thresholdrsa.SignatureVerifier;

/**
 * A signature that may leave the coordinator. There is no way to get an instance but from a {@link
 * Signature}, which verified when it was combined, or by verifying stored octets again (I4).
 */
public final class ReleasedSignature {
  private final Octets octets;

  private ReleasedSignature(Octets octets) {
    this.octets = octets;
  }

  static ReleasedSignature of(Signature signature) {
    return new ReleasedSignature(signature.octets());
  }

  /**
   * Verifies octets that were read from the journal.
   *
   * @throws IllegalStateException if they are no signature of the request's document under its key:
   *     the journal was altered
   */
  static ReleasedSignature stored(Ring.KeySet key, SigningRequest request, Octets octets) {
    if (!SignatureVerifier.verify(
        Engines.best()::powPublic,
        key.modulus(),
        key.publicExponent(),
        request.algorithm(),
        request.dochash(),
        octets)) {
      throw new IllegalStateException("the stored signature does not verify under " + key.name());
    }
    return new ReleasedSignature(octets);
  }

  /** As many octets as the modulus has, as RFC 8017 has it. */
  public Octets octets() {
    return octets;
  }

  @Override
  public String toString() {
    return "ReleasedSignature[" + octets.length() + " octets]";
  }
}
