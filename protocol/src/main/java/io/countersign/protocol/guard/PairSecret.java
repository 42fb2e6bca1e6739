package io.countersign.protocol.guard;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.DerivedKey;
import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;

/**
 * The secret that a heartbeat source and a device derive from their P-256 agreement keys: 32
 * octets, with the ring's name in it. Secrets: the result, which the caller closes or hands on.
 */
public final class PairSecret {
  private static final byte[] NO_SALT = new byte[32];

  private PairSecret() {}

  /**
   * Derives it.
   *
   * @param own the agreement key of this end
   * @param peer SubjectPublicKeyInfo of the other's, from the ring's record
   * @throws IllegalArgumentException if the other's is no P-256 key
   */
  public static DerivedKey of(String ring, AgreementKey own, Octets peer) {
    Octets info = new Enc().text("countersign/heartbeat-pair").text(ring).toOctets();
    return own.secretWith(peer.toByteArray(), NO_SALT, info.toByteArray());
  }
}
