package io.countersign.deploy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.deploy.config.Endpoint;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a connection when a record comes into force (I3): device-2 has called device-1,
 * which hears of the record; who called need not.
 */
class WatchedEngineTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);
  private static final String CALLER = "device-2";
  private static final Endpoint ADDRESS =
      Endpoint.parse(RING.ring().party("device-1").orElseThrow().address());

  private final Ring ring = RING.freshRing();
  private final TlsFiles caller;
  private final RingTls calling;
  private final RingTls called;
  private EnginePair pair;

  WatchedEngineTest(@TempDir Path folder) {
    this.caller = new TlsFiles(RING, CALLER, folder);
    this.calling = tls(caller, RING.freshRing());
    this.called = tls(new TlsFiles(RING, "device-1", folder), ring);
    this.pair = connection();
  }

  private static RingTls tls(TlsFiles files, Ring ring) {
    return new RingTls(files.keys(), ring, PeerPolicy.cluster(ring), Clock.systemUTC());
  }

  private EnginePair connection() {
    return new EnginePair(calling.client(ADDRESS.host(), ADDRESS.port()), called.server());
  }

  private void revoke(String party) {
    RING.take(ring, RingChange.of(ring).revoke(party));
  }

  @Test
  void whatARevokedPeerSendsOverAnOpenConnectionIsNotRead() throws SSLException {
    pair.handshake();
    assertThat(pair.sentToServer("before")).isEqualTo("before");
    ByteBuffer late = EnginePair.wrapped(pair.client, "after");

    revoke(CALLER);

    ByteBuffer read = ByteBuffer.allocate(EnginePair.ROOM);
    assertThatThrownBy(() -> pair.server.unwrap(late, read))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("tls:revoked");
    SSLEngineResult again = pair.server.unwrap(late, read);
    assertThat(again.getStatus()).isEqualTo(SSLEngineResult.Status.CLOSED);
    assertThat(read.position()).isZero();
  }

  @Test
  void nothingIsSentToARevokedPeer() throws SSLException {
    pair.handshake();
    assertThat(pair.sentToClient("before")).isEqualTo("before");

    revoke(CALLER);

    assertThatThrownBy(() -> EnginePair.wrapped(pair.server, "after"))
        .isInstanceOf(SSLException.class);
    assertThat(pair.sentToClient("after")).as("but the farewell").isEmpty();
    assertThat(pair.client.isInboundDone()).isTrue();
    assertThat(pair.server.isOutboundDone()).isTrue();
  }

  @Test
  void aRecordThatDoesNotConcernThePeerLetsItGoOnAndTheNextIsLookedAtToo() throws SSLException {
    pair.handshake();
    revoke(TestRing.VISITOR);
    assertThat(pair.sentToServer("one")).isEqualTo("one");
    assertThat(pair.sentToClient("two")).isEqualTo("two");

    revoke(CALLER);
    assertThatThrownBy(() -> pair.sentToServer("three")).isInstanceOf(SSLException.class);
  }

  @Test
  void aPeerWithARenewedCertificateGoesOnWhileItsFormerIsBelieved() throws SSLException {
    pair.handshake();
    caller.pin(ring, caller.fresh().certificate(), true);
    assertThat(pair.sentToServer("one")).isEqualTo("one");

    caller.pin(ring, caller.fresh().certificate(), true);
    assertThatThrownBy(() -> pair.sentToServer("two")).hasMessageContaining("tls:pin");
  }

  @Test
  void aPeerWithAStolenCertificateIsCutOffAtOnceAndComesBackWithItsNewOne() throws SSLException {
    pair.handshake();
    SelfSigned fresh = caller.fresh();
    caller.pin(ring, fresh.certificate(), false);
    assertThatThrownBy(() -> pair.sentToServer("one")).hasMessageContaining("tls:pin");
    EnginePair thief = connection();
    assertThatThrownBy(thief::handshake).isInstanceOf(SSLException.class);

    caller.put(fresh);
    RingTls renewed = tls(caller, ring);
    pair = new EnginePair(renewed.client(ADDRESS.host(), ADDRESS.port()), called.server());
    pair.handshake();
    assertThat(pair.sentToServer("two")).isEqualTo("two");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aPeerThatIsRevokedDuringItsHandshakeSaysNothing(int flights) throws SSLException {
    pair.begin();
    for (int i = 0; i < flights; i++) {
      pair.fly(i);
    }
    revoke(CALLER);
    assertThatThrownBy(
            () -> {
              pair.handshake();
              pair.sentToServer("one");
            })
        .isInstanceOf(SSLException.class);
  }

  /** With a session to resume: its ticket is worth nothing under another record. */
  @Test
  void aRevokedPeerDoesNotComeBackWithAnOldSession() throws SSLException {
    pair.handshake();
    assertThat(pair.sentToClient("with a ticket")).isNotEmpty();

    revoke(CALLER);
    EnginePair again = connection();
    assertThatThrownBy(again::handshake).isInstanceOf(SSLException.class);
  }

  /** Two engines with the wire between them. */
  private static final class EnginePair {
    static final int ROOM = 1 << 16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final SSLEngine client;
    final SSLEngine server;
    private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);

    EnginePair(SSLEngine client, SSLEngine server) {
      this.client = client;
      this.server = server;
    }

    void begin() throws SSLException {
      client.beginHandshake();
      server.beginHandshake();
    }

    /** From where it is to its end. */
    void handshake() throws SSLException {
      for (int i = 0; i < 12; i++) {
        fly(i);
      }
      for (SSLEngine end : new SSLEngine[] {client, server}) {
        assertThat(end.getHandshakeStatus())
            .isEqualTo(SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING);
      }
    }

    /** All that one end has to say of the handshake; the client if even. */
    void fly(int number) throws SSLException {
      SSLEngine from = number % 2 == 0 ? client : server;
      SSLEngine to = number % 2 == 0 ? server : client;
      ByteBuffer wire = number % 2 == 0 ? toServer : toClient;
      work(from);
      while (from.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
        from.wrap(NOTHING, wire);
        work(from);
      }
      read(to, wire.flip());
      wire.compact();
    }

    private static void work(SSLEngine engine) {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    }

    String sentToServer(String text) throws SSLException {
      return read(server, wrapped(client, text));
    }

    String sentToClient(String text) throws SSLException {
      return read(client, wrapped(server, text));
    }

    static ByteBuffer wrapped(SSLEngine from, String text) throws SSLException {
      ByteBuffer wire = ByteBuffer.allocate(ROOM);
      from.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), wire);
      return wire.flip();
    }

    /** What the engine makes of all that is on the wire. */
    private static String read(SSLEngine to, ByteBuffer wire) throws SSLException {
      ByteBuffer plain = ByteBuffer.allocate(ROOM);
      SSLEngineResult last;
      do {
        last = to.unwrap(wire, plain);
        work(to);
      } while (last.bytesConsumed() > 0 && wire.hasRemaining());
      return StandardCharsets.US_ASCII.decode(plain.flip()).toString();
    }
  }
}
