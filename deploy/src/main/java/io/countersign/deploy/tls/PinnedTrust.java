package io.countersign.deploy.tls;

import io.countersign.protocol.evidence.Ring;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Trusts exactly the certificates of the ring's record, octet for octet, within their validity, and
 * each only for its party (M5). Thread: safe for concurrent use.
 */
final class PinnedTrust extends EngineTrust {
  private final Ring ring;
  private final PeerPolicy policy;
  private final Clock clock;

  PinnedTrust(Ring ring, PeerPolicy policy, Clock clock) {
    this.ring = ring;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * The party that this certificate is pinned for.
   *
   * @throws CertificateException {@code tls:pin}, {@code tls:revoked} or {@code tls:validity}
   */
  Ring.Party party(X509Certificate certificate) throws CertificateException {
    Ring.Party party =
        ring.partyOfTls(certificate.getEncoded())
            .orElseThrow(
                () ->
                    new CertificateException(
                        "tls:pin: no party of ring " + ring.name() + " has this certificate"));
    if (party.revoked()) {
      throw new CertificateException("tls:revoked: " + party.name() + " is revoked");
    }
    Instant now = clock.instant();
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(to)) {
      throw new CertificateException(
          "tls:validity: the certificate of "
              + party.name()
              + " is valid from "
              + from
              + " to "
              + to);
    }
    return party;
  }

  @Override
  public void checkClientTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable SSLEngine engine)
      throws CertificateException {
    Ring.Party party = party(only(chain));
    try {
      policy.requireCalling(party);
    } catch (PinningException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public void checkServerTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable SSLEngine engine)
      throws CertificateException {
    Ring.Party party = party(only(chain));
    if (engine == null || engine.getPeerHost() == null) {
      throw new CertificateException("tls:address: it is not known who was called");
    }
    try {
      policy.requireAnswering(party, engine.getPeerHost(), engine.getPeerPort());
    } catch (PinningException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  private static X509Certificate only(X509Certificate @Nullable [] chain)
      throws CertificateException {
    if (chain == null || chain.length != 1) {
      throw new CertificateException(
          "tls:pin: need one self-signed certificate, got "
              + (chain == null ? 0 : chain.length)
              + " certificates");
    }
    return chain[0];
  }
}
