package io.countersign.agent;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.AgentProtocol.AskApproval;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Requests and questions of the tests: all of one ring, all asking agent-1-1 at device-1. */
final class Asking {
  static final TestRing RING = TestRing.of(2, 3, 2, 2);
  static final String AGENT = "agent-1-1";
  static final String DEVICE = "device-1";
  static final String NODE = "agents-1";
  static final byte[] DOCUMENT = "Pay the bearer one signature.".getBytes(StandardCharsets.UTF_8);
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private Asking() {}

  /** The fields of a good request, to be changed one at a time. */
  static final class Draft {
    String key = TestRing.MAIN;
    String purpose = "document";
    String alg = SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256.label();
    String mode = "any";
    String digest = Octets.of(DOCUMENT).sha256().hex();
    long size = DOCUMENT.length;
    String form = SigningRequest.FORM_CONTENT;
    String requester = TestRing.REQUESTER;
    String signer = TestRing.REQUESTER;
    long notBefore = NOW.getEpochSecond();
    long notAfter = NOW.getEpochSecond() + 3600;
    long nonce = 1;

    SignedRequest sign() {
      SigningRequest request =
          new SigningRequest(
              SigningRequest.VERSION,
              key,
              purpose,
              alg,
              mode,
              digest,
              size,
              "cheque.txt",
              form,
              requester,
              notBefore,
              notAfter,
              HexFormat.of().toHexDigits(nonce).repeat(2));
      IdentitySigner identity = RING.identity(signer);
      return SignedRequest.sign(request, identity.publicKey().serial(), identity::sign);
    }

    Draft content(byte[] document) {
      digest = Octets.of(document).sha256().hex();
      size = document.length;
      return this;
    }
  }

  static SignedRequest request(long nonce) {
    Draft draft = new Draft();
    draft.nonce = nonce;
    return draft.sign();
  }

  static AskApproval ask(SignedRequest request) {
    return ask(request, DOCUMENT);
  }

  static AskApproval ask(SignedRequest request, byte @Nullable [] content) {
    return new AskApproval(
        request.id(),
        AGENT,
        DEVICE,
        request.jws().text(),
        content == null ? null : Octets.of(content));
  }
}
