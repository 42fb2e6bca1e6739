package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.DerivedSalt;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SessionId;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.List;

/**
 * Derives the session header of an attempt from the ring's record, the request and the plan, taking
 * neither session id nor salt from anybody (A1, A7).
 */
final class Sessions {
  private final Ring ring;

  Sessions(Ring ring) {
    this.ring = ring;
  }

  /**
   * The header that this device computes itself.
   *
   * @param key the key set, whose signers the plan names by indices of 1 to n
   * @param requestId SHA-256 of the request's payload
   */
  SessionHeader header(Ring.KeySet key, SigningRequest request, Octets requestId, Plan plan) {
    SignatureAlgorithm algorithm = request.algorithm();
    SigningMode mode = SigningMode.fromLabel(plan.mode());
    SessionId sessionId =
        SessionId.derive(
            key.recordId(),
            requestId,
            key.record().purpose(),
            algorithm,
            mode,
            plan.row(),
            plan.signers(),
            plan.signers().stream().map(index -> identitySha256(key, index)).toList(),
            plan.attempt()); // A1
    Octets salt =
        DerivedSalt.derive(
            key.modulus(),
            key.publicExponent().intValueExact(),
            requestId,
            request.dochash(),
            algorithm); // A7
    return new SessionHeader(
        new KeyId(plan.keyId()),
        plan.epoch(),
        sessionId,
        algorithm,
        request.dochash(),
        salt,
        mode,
        plan.row(),
        plan.signers());
  }

  /** The party behind an index of a key: the ring's record binds its identity key to the key's. */
  Ring.Party party(Ring.KeySet key, int index) {
    return ring.party(key.device(index).name()).orElseThrow();
  }

  /**
   * @throws Refusing {@code header:revoked} if one of the signers was revoked; another attempt can
   *     do without it
   */
  void requireInForce(Ring.KeySet key, List<Integer> signers) {
    for (int signer : signers) {
      Ring.Party party = party(key, signer);
      if (party.revoked()) {
        throw new Refusing(
            Code.ATTEMPT_USED, "header:revoked", "the signer " + party.name() + " is revoked");
      }
    }
  }

  private Octets identitySha256(Ring.KeySet key, int index) {
    return Octets.of(party(key, index).identity().spkiSha256());
  }
}
