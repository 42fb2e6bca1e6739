package io.countersign.deploy.node;

import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.DerivedSalt;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SessionId;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** Makes requests of the ring's own requester, plans and headers, the way honest parties do. */
final class HostileTools {
  private final Ring ring;
  private final NodeKeys requester;
  private final SecureRandom random = new SecureRandom();

  HostileTools(Ring ring, NodeKeys requester) {
    this.ring = ring;
    this.requester = requester;
  }

  Ring.KeySet key(String name) {
    return ring.key(name).orElseThrow();
  }

  /** A request of the requester for a document that travels with it. */
  SignedRequest request(String key, byte[] document, long notBefore, long notAfter) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    return SignedRequest.sign(
        new SigningRequest(
            SigningRequest.VERSION,
            key,
            key(key).record().purpose(),
            SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256.label(),
            SigningRequest.MODE_ANY,
            Octets.of(document).sha256().hex(),
            document.length,
            "hostile.txt",
            SigningRequest.FORM_CONTENT,
            "operator",
            notBefore,
            notAfter,
            HexFormat.of().formatHex(nonce)),
        requester.identity().publicKey().serial(),
        requester.identity()::sign);
  }

  Plan plan(String key, SigningMode mode, int attempt, List<Integer> signers) {
    PublicRecord record = key(key).family(mode.family()).orElseThrow();
    int row = record.phf().rowsSeparating(signers).get(0);
    return new Plan(attempt, mode.label(), record.keyId().octets(), record.epoch(), row, signers);
  }

  /** The header as an honest device derives it (A1, A7). */
  SessionHeader header(SignedRequest request, Plan plan) {
    Ring.KeySet key = key(request.request().key());
    SigningMode mode = SigningMode.fromLabel(plan.mode());
    PublicRecord record = key.family(mode.family()).orElseThrow();
    SignatureAlgorithm algorithm = request.request().algorithm();
    List<Octets> identities =
        plan.signers().stream()
            .map(index -> Octets.ofHex(key.device(index).identity()).sha256())
            .toList();
    SessionId session =
        SessionId.derive(
            key.recordId(),
            request.id(),
            key.record().purpose(),
            algorithm,
            mode,
            plan.row(),
            plan.signers(),
            identities,
            plan.attempt());
    Octets salt =
        DerivedSalt.derive(
            record.modulus(),
            record.publicExponent(),
            request.id(),
            request.request().dochash(),
            algorithm);
    return new SessionHeader(
        record.keyId(),
        plan.epoch(),
        session,
        algorithm,
        request.request().dochash(),
        salt,
        mode,
        plan.row(),
        plan.signers());
  }
}
