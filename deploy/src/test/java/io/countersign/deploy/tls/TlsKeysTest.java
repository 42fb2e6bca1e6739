package io.countersign.deploy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.testing.TestRing;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of its keys a party shows, before and after its renewal (I3). */
class TlsKeysTest {
  private static final TestRing RING = TestRing.of(2, 3, 2, 2);
  private static final String DEVICE = "device-1";
  private static final X509Certificate FIRST = RING.ring().party(DEVICE).orElseThrow().tls();

  private final Ring ring = RING.freshRing();
  private final TlsFiles files;
  private final SelfSigned fresh;

  TlsKeysTest(@TempDir Path folder) {
    this.files = new TlsFiles(RING, DEVICE, folder);
    this.fresh = files.fresh();
  }

  private Optional<X509Certificate> shown(TlsKeys keys) {
    return keys.inForce(ring).map(TlsIdentity::certificate);
  }

  @Test
  void showsThePinnedCertificateWhateverLiesBesideIt() {
    files.put(fresh);
    TlsKeys keys = files.keys();
    assertThat(shown(keys)).contains(FIRST);

    files.pin(ring, fresh.certificate(), true);
    assertThat(shown(keys)).contains(fresh.certificate());
  }

  @Test
  void readsAKeyThatWasPutThereWhileItRan() {
    TlsKeys keys = files.keys();
    assertThat(shown(keys)).contains(FIRST);

    files.put(fresh);
    files.pin(ring, fresh.certificate(), false);
    assertThat(shown(keys)).contains(fresh.certificate());
  }

  @Test
  void showsTheFormerAsLongAsItIsBelievedAndHasNoOther() {
    TlsKeys keys = files.keys();
    files.pin(ring, fresh.certificate(), true);
    assertThat(shown(keys)).contains(FIRST);

    files.put(fresh);
    assertThat(shown(keys)).contains(fresh.certificate());
  }

  @Test
  void showsNoneThatTheRecordDoesNotPin() {
    TlsKeys keys = files.keys();
    files.pin(ring, fresh.certificate(), false);
    assertThat(shown(keys)).isEmpty();
    assertThatThrownBy(() -> tls(keys))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("tls.p12");
  }

  @Test
  void everyRecordHasASessionCacheOfItsOwn() {
    RingTls tls = tls(files.keys());
    SSLContext before = tls.context();
    assertThat(tls.context()).isSameAs(before);

    RING.take(ring, RingChange.of(ring).revoke(TestRing.VISITOR));
    SSLContext after = tls.context();
    assertThat(after).isNotSameAs(before);
    assertThat(tls.context()).isSameAs(after);
  }

  @Test
  void aNodeWhoseNewKeyIsMissingGoesOnWithTheOneItHas() {
    RingTls tls = tls(files.keys());
    SSLContext before = tls.context();
    files.pin(ring, fresh.certificate(), false);
    assertThat(tls.context()).isSameAs(before);
  }

  private RingTls tls(TlsKeys keys) {
    return new RingTls(keys, ring, PeerPolicy.cluster(ring), Clock.systemUTC());
  }
}
