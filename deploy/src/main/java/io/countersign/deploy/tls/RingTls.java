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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(RingTls.class);

  private final TlsKeys self;
  private final Ring ring;
  private final PinnedTrust trust;
  private volatile Made made;

  /** A context, and the record under which it was made. */
  private record Made(long sequence, SSLContext context) {}

  /**
   * @param self own keys, of which the record in force pins one
   * @param policy who may be at the other end
   * @throws TlsException if the record pins none of them
   */
  public RingTls(TlsKeys self, Ring ring, PeerPolicy policy, Clock clock) {
    this.self = self;
    this.ring = ring;
    this.trust = new PinnedTrust(ring, policy, clock);
    long sequence = ring.sequence();
    TlsIdentity own =
        self.inForce(ring)
            .orElseThrow(
                () ->
                    new TlsException(
                        "no certificate in "
                            + self.keystore()
                            + " or beside it is one that the ring's record pins"));
    this.made = new Made(sequence, made(own));
  }

  /**
   * For libraries that make their own engines; give them {@link #parameters} too. Another one once
   * another record is in force, so that no session is resumed that was begun before.
   */
  public SSLContext context() {
    Made last = made;
    return last.sequence() == ring.sequence() ? last.context() : renewed();
  }

  private synchronized SSLContext renewed() {
    long sequence = ring.sequence();
    if (made.sequence() != sequence) {
      made = new Made(sequence, self.inForce(ring).map(this::made).orElseGet(this::unpinned));
    }
    return made.context();
  }

  private SSLContext unpinned() {
    LOG.error(
        "the ring's record pins no certificate that is in {} or beside it: others refuse this node until the file with its new key is there and it is started again",
        self.keystore());
    return made.context();
  }

  private SSLContext made(TlsIdentity own) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(own.managers(), new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks TLS 1.3", e);
    }
  }

  /** Version 1.3, its suites, and a certificate wanted of whoever calls. */
  public SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters(SUITES.clone(), PROTOCOLS.clone());
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  /** The side that is called. */
  public SSLEngine server() {
    long sequence = ring.sequence(); // Before the context, which may be of a later record.
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters());
    return new WatchedEngine(engine, this, ring::sequence, sequence);
  }

  /** The side that calls this address. */
  public SSLEngine client(String host, int port) {
    long sequence = ring.sequence();
    SSLEngine engine = context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters());
    return new WatchedEngine(engine, this, ring::sequence, sequence);
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
