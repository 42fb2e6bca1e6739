package io.countersign.deploy.tls;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * An engine that ends its connection when the certificate at the other end is in the ring's record
 * no more: whoever is revoked is not let go on with what he had. It looks with the first octets
 * that go either way after another record came into force; from then on none go through. It says so
 * once: Akka asks an engine that failed again and again until it is closed. Thread: as the engine
 * inside.
 */
final class WatchedEngine extends ForwardingEngine {
  /** What a session without a handshake says. */
  private static final String NO_PROTOCOL = "NONE";

  private final RingTls tls;
  private final LongSupplier sequence;
  private long checked;
  private boolean ended;

  /**
   * @param sequence of the record in force
   * @param made the one that was in force when the engine inside was about to be made
   */
  WatchedEngine(SSLEngine inside, RingTls tls, LongSupplier sequence, long made) {
    super(inside);
    this.tls = tls;
    this.sequence = sequence;
    this.checked = made;
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
      throws SSLException {
    watch();
    return ended
        ? new SSLEngineResult(
            SSLEngineResult.Status.CLOSED, SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING, 0, 0)
        : super.unwrap(source, targets, offset, length);
  }

  /** Once it is ended the engine inside has only its farewell to say. */
  @Override
  public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target)
      throws SSLException {
    watch();
    return super.wrap(sources, offset, length, target);
  }

  private void watch() throws SSLException {
    long now = sequence.getAsLong();
    if (now == checked || ended) {
      return;
    }
    SSLSession session = getSession();
    if (session.getProtocol().equals(NO_PROTOCOL)) {
      return; // The handshake, which is to come, looks at the record in force.
    }
    PinningException wrong = tls.verify(session).orElse(null);
    if (wrong != null) {
      ended = true;
      closeOutbound();
      throw new SSLException(wrong.getMessage(), wrong);
    }
    checked = now;
  }
}
