package io.countersign.deploy.cluster;

import akka.remote.artery.tcp.SSLEngineProvider;
import io.countersign.deploy.tls.RingTls;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;

/** Artery's TLS with the ring's pinned certificates, both ways (M5). */
public final class PinnedSslEngineProvider implements SSLEngineProvider {
  private final RingTls tls;
  private final int maximumFrame;

  /**
   * @param maximumFrame longest frame that a peer may send, in octets
   */
  public PinnedSslEngineProvider(RingTls tls, int maximumFrame) {
    this.tls = tls;
    this.maximumFrame = maximumFrame;
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return new FrameBound(tls.server(), maximumFrame);
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return tls.client(hostname, port);
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return verify(session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return verify(session);
  }

  private Option<Throwable> verify(SSLSession session) {
    return Option.apply(tls.verify(session).<Throwable>map(e -> e).orElse(null));
  }
}
