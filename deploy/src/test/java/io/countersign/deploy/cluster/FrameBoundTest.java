package io.countersign.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.deploy.tls.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row 22 of CRYPTO.md 7: an enrolled peer cannot make us gather what it only announces. */
class FrameBoundTest {
  private static final int MAXIMUM = 1000;

  private final SSLContext context = context();
  private final SSLEngine caller = context.createSSLEngine("localhost", 1);
  private final SSLEngine called = new FrameBound(context.createSSLEngine(), MAXIMUM);
  private final ByteBuffer toCalled = ByteBuffer.allocate(1 << 17);
  private final ByteBuffer toCaller = ByteBuffer.allocate(1 << 17);
  private final ByteBuffer received = ByteBuffer.allocate(1 << 17);

  @BeforeEach
  void shakeHands() throws SSLException {
    caller.setUseClientMode(true);
    called.setUseClientMode(false);
    caller.beginHandshake();
    called.beginHandshake();
    for (int flight = 0; flight < 10; flight++) {
      carry(caller, called, toCalled, ByteBuffer.allocate(0));
      carry(called, caller, toCaller, ByteBuffer.allocate(0));
    }
    received.clear();
  }

  @Test
  void passesFramesUpToTheBound() throws SSLException {
    say(frame(MAXIMUM));
    say(frame(MAXIMUM).position(5));

    assertThat(received.position()).isEqualTo(5 + 2 * (4 + MAXIMUM));
  }

  @Test
  void endsTheConnectionOfAPeerThatAnnouncesMore() {
    assertThatThrownBy(() -> say(frame(MAXIMUM + 1)))
        .isInstanceOf(SSLException.class)
        .hasMessageStartingWith("frame:size: the peer announces a frame of 1001 octets");
  }

  /** One side says all that it has to say, the other hears it. */
  private void carry(SSLEngine from, SSLEngine to, ByteBuffer wire, ByteBuffer said)
      throws SSLException {
    runTasks(from);
    while (said.hasRemaining() || from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      from.wrap(said, wire);
      runTasks(from);
    }
    wire.flip();
    int left = -1;
    while (left != wire.remaining()) {
      left = wire.remaining();
      to.unwrap(wire, received);
      runTasks(to);
    }
    wire.compact();
  }

  private void say(ByteBuffer said) throws SSLException {
    carry(caller, called, toCalled, said);
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private static ByteBuffer frame(int length) {
    return ByteBuffer.allocate(5 + 4 + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {'A', 'K', 'K', 'A', 1})
        .putInt(length)
        .put(new byte[length])
        .flip();
  }

  private static SSLContext context() {
    char[] passphrase = "passphrase".toCharArray();
    SelfSigned made =
        SelfSigned.create("device-1", passphrase, Clock.systemUTC().instant(), Duration.ofDays(1));
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(new ByteArrayInputStream(made.keystore().toByteArray()), passphrase);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, passphrase);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("device-1", made.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
