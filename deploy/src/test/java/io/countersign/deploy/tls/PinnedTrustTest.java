package io.countersign.deploy.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who is believed to be at the other end, and who is not (M5). */
class PinnedTrustTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);
  private static final String TYPE = "UNKNOWN";
  private static final String DEVICE = "device-1";

  private final PinnedTrust cluster = trust(PeerPolicy.cluster(RING.ring()), Clock.systemUTC());
  private final PinnedTrust api = trust(PeerPolicy.api(), Clock.systemUTC());
  private final PinnedTrust client =
      trust(PeerPolicy.apiOf(TestRing.COORDINATOR), Clock.systemUTC());

  @Test
  void believesAPinnedNodeAtItsOwnAddress() {
    assertThatCode(() -> cluster.checkServerTrusted(chain(DEVICE), TYPE, called(DEVICE)))
        .doesNotThrowAnyException();
    assertThatCode(() -> cluster.checkClientTrusted(chain(DEVICE), TYPE, called(DEVICE)))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesACertificateThatNobodyPinned() {
    X509Certificate[] stranger = {
      SelfSigned.create(DEVICE, "secret".toCharArray(), Instant.now(), Duration.ofDays(1))
          .certificate()
    };

    refused("tls:pin", () -> cluster.checkServerTrusted(stranger, TYPE, called(DEVICE)));
    refused("tls:pin", () -> cluster.checkClientTrusted(stranger, TYPE, called(DEVICE)));
  }

  /** I3: as whoever calls and as whoever answers; what is pinned is what the record pins now. */
  @Test
  void refusesARevokedPartyAndACertificateThatIsPinnedNoMore() {
    Ring ring = RING.freshRing();
    PinnedTrust trust = new PinnedTrust(ring, PeerPolicy.cluster(ring), Clock.systemUTC());
    X509Certificate fresh = TestRing.freshCertificate("device-2");
    RING.take(ring, RingChange.of(ring).renew("device-2", fresh, true).revoke(DEVICE));
    refused("tls:revoked", () -> trust.checkServerTrusted(chain(DEVICE), TYPE, called(DEVICE)));
    refused("tls:revoked", () -> trust.checkClientTrusted(chain(DEVICE), TYPE, called(DEVICE)));
    X509Certificate[] renewed = {fresh};
    assertThatCode(
            () -> {
              trust.checkServerTrusted(renewed, TYPE, called("device-2"));
              trust.checkServerTrusted(chain("device-2"), TYPE, called("device-2"));
            })
        .doesNotThrowAnyException();

    X509Certificate next = TestRing.freshCertificate("device-2");
    RING.take(ring, RingChange.of(ring).renew("device-2", next, false));
    refused("tls:pin", () -> trust.checkClientTrusted(renewed, TYPE, called(DEVICE)));
    refused("tls:pin", () -> trust.checkClientTrusted(chain("device-2"), TYPE, called(DEVICE)));
  }

  @Test
  void refusesAChainOfNoneOrTwo() {
    X509Certificate one = party(DEVICE).tls();
    X509Certificate[] two = {one, one};

    refused("tls:pin", () -> cluster.checkClientTrusted(two, TYPE, called(DEVICE)));
    refused(
        "tls:pin", () -> cluster.checkClientTrusted(new X509Certificate[0], TYPE, called(DEVICE)));
    refused("tls:pin", () -> cluster.checkServerTrusted(null, TYPE, called(DEVICE)));
  }

  @Test
  void refusesANodeThatAnswersAtAnothersAddress() {
    refused(
        "tls:address", () -> cluster.checkServerTrusted(chain("device-2"), TYPE, called(DEVICE)));
  }

  @Test
  void refusesWhoAnswersWhenItIsNotKnownWhoWasCalled() throws Exception {
    SSLEngine nowhere = SSLContext.getDefault().createSSLEngine();

    refused("tls:address", () -> cluster.checkServerTrusted(chain(DEVICE), TYPE, nowhere));
  }

  @Test
  void refusesARequesterInTheCluster() {
    refused(
        "tls:role",
        () -> cluster.checkClientTrusted(chain(TestRing.REQUESTER), TYPE, called(DEVICE)));
  }

  @Test
  void refusesANodeThatCallsTheApiAndADeviceThatAnswersThere() {
    refused("tls:role", () -> api.checkClientTrusted(chain(DEVICE), TYPE, called(DEVICE)));
    refused("tls:role", () -> client.checkServerTrusted(chain(DEVICE), TYPE, called(DEVICE)));
  }

  @Test
  void believesARequesterAndTheCoordinatorAtTheApi() {
    assertThatCode(() -> api.checkClientTrusted(chain(TestRing.REQUESTER), TYPE, called(DEVICE)))
        .doesNotThrowAnyException();
    assertThatCode(
            () -> client.checkServerTrusted(chain(TestRing.COORDINATOR), TYPE, called(DEVICE)))
        .doesNotThrowAnyException();
  }

  @Test
  void believesOnlyTheCoordinatorThatTheRequestersFileNames() {
    PinnedTrust other = trust(PeerPolicy.apiOf("another"), Clock.systemUTC());

    refused(
        "tls:role",
        () -> other.checkServerTrusted(chain(TestRing.COORDINATOR), TYPE, called(DEVICE)));
    refused(
        "tls:role",
        () -> client.checkClientTrusted(chain(TestRing.COORDINATOR), TYPE, called(DEVICE)));
  }

  @Test
  void refusesACertificateBeforeAndAfterItsValidity() {
    X509Certificate certificate = party(DEVICE).tls();
    Instant before = certificate.getNotBefore().toInstant().minusSeconds(1);
    Instant after = certificate.getNotAfter().toInstant().plusSeconds(1);

    for (Instant now : new Instant[] {before, after}) {
      PinnedTrust then = trust(PeerPolicy.cluster(RING.ring()), Clock.fixed(now, ZoneOffset.UTC));
      refused("tls:validity", () -> then.checkClientTrusted(chain(DEVICE), TYPE, called(DEVICE)));
    }
  }

  @Test
  void refusesSocketsWhosePeerItCannotName() {
    assertThatThrownBy(() -> cluster.checkServerTrusted(chain(DEVICE), TYPE))
        .isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> cluster.checkServerTrusted(chain(DEVICE), TYPE, (Socket) null))
        .isInstanceOf(CertificateException.class);
  }

  private static void refused(String check, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(CertificateException.class).hasMessageStartingWith(check);
  }

  private static PinnedTrust trust(PeerPolicy policy, Clock clock) {
    return new PinnedTrust(RING.ring(), policy, clock);
  }

  private static Ring.Party party(String name) {
    return RING.ring().party(name).orElseThrow();
  }

  private static X509Certificate[] chain(String name) {
    return new X509Certificate[] {party(name).tls()};
  }

  /** An engine of a connection to that party's address. */
  private static SSLEngine called(String name) throws Exception {
    String[] address = party(name).address().split(":");
    return SSLContext.getDefault().createSSLEngine(address[0], Integer.parseInt(address[1]));
  }
}
