package io.countersign.deploy.tls;

import io.countersign.protocol.evidence.Ring;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * Makes TLS 1.3 engines of one party for one purpose. Thread: safe for concurrent use.
 *
 * <p>Session tickets would let a peer come back without showing its certificate, so every session
 * is verified again by {@link #verify} after its handshake, resumed or not.
 */
public final class RingTls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final String[] SUITES = {
    "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private final PinnedTrust trust;
  private final SSLContext context;

  /**
   * @param self own key and certificate
   * @param policy who may be at the other end
   */
  public RingTls(TlsIdentity self, Ring ring, PeerPolicy policy, Clock clock) {
    this.trust = new PinnedTrust(ring, policy, clock);
    try {
      this.context = SSLContext.getInstance("TLSv1.3");
      context.init(self.managers(), new TrustManager[] {trust}, new SecureRandom());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks TLS 1.3", e);
    }
  }

  /** For libraries that make their own engines; give them {@link #parameters} too. */
  public SSLContext context() {
    return context;
  }

  /** Version 1.3, its suites, and a certificate wanted of whoever calls. */
  public SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters(SUITES.clone(), PROTOCOLS.clone());
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  /** The side that is called. */
  public SSLEngine server() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters());
    return engine;
  }

  /** The side that calls this address. */
  public SSLEngine client(String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters());
    return engine;
  }

  /** What is wrong with a session after its handshake; empty if nothing is. */
  public Optional<PinningException> verify(SSLSession session) {
    if (!session.getProtocol().equals(PROTOCOLS[0])) {
      return Optional.of(
          new PinningException("tls:version", session.getProtocol() + ", want " + PROTOCOLS[0]));
    }
    try {
      trust.party((X509Certificate) session.getPeerCertificates()[0]);
      return Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.of(new PinningException("tls:pin", "the peer showed no certificate"));
    } catch (CertificateException e) {
      return Optional.of(new PinningException("tls:pin", String.valueOf(e.getMessage())));
    }
  }
}
