package io.countersign.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.tls.PeerPolicy;
import io.countersign.deploy.tls.RingTls;
import io.countersign.deploy.tls.SelfSigned;
import io.countersign.deploy.tls.TlsKeys;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may enter a node's cluster port: TLS 1.3 with a pinned certificate, and nothing else. */
class ClusterDoorTest {
  private static final char[] PASSPHRASE = "of a test".toCharArray();
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SILENCE_MILLIS = 500;
  private static final Map<String, SelfSigned> TLS =
      Map.of(
          "device-1", selfSigned("device-1"),
          "device-2", selfSigned("device-2"),
          "operator", selfSigned("operator"),
          "stranger", selfSigned("device-2"));

  @TempDir private static Path folder = Path.of("");
  private static Endpoint door = new Endpoint("127.0.0.1", 1);
  private static @Nullable ActorSystem<Void> node;

  @BeforeAll
  static void listen() throws IOException {
    Ring ring = ring();
    door = Endpoint.parse(ring.party("device-1").orElseThrow().address());
    Path keystore =
        Files.write(folder.resolve("tls.p12"), tls("device-1").keystore().toByteArray());
    Path passphrase = Files.writeString(folder.resolve("passphrase"), new String(PASSPHRASE));
    RingTls tls =
        new RingTls(
            TlsKeys.read(keystore, passphrase), ring, PeerPolicy.cluster(ring), Clock.systemUTC());
    ClusterSettings settings = new ClusterSettings(ring.name(), door, Role.DEVICE, List.of());
    node =
        ActorSystem.create(
            Behaviors.empty(),
            ring.name(),
            ActorSystemSetup.create(
                BootstrapSetup.create(settings.toConfig()),
                SSLEngineProviderSetup.create(
                    system -> new PinnedSslEngineProvider(tls, ClusterSettings.MAXIMUM_FRAME))));
  }

  @AfterAll
  static void stop() {
    ActorSystem<Void> running = Objects.requireNonNull(node);
    running.terminate();
    running.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void opensToAPinnedNode() throws Exception {
    try (SSLSocket caller = caller("device-2", "TLSv1.3")) {
      caller.startHandshake();
      caller.setSoTimeout(SILENCE_MILLIS);

      // It waits for what the caller has to say; whoever is refused hears so at once.
      assertThatThrownBy(() -> caller.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void endsAPlainConnection() throws Exception {
    try (Socket caller = new Socket(InetAddress.getByName(door.host()), door.port())) {
      caller.setSoTimeout(PATIENCE_MILLIS);
      caller.getOutputStream().write("AKKA\1".getBytes(StandardCharsets.ISO_8859_1));
      caller.getOutputStream().write(new byte[64]);
      InputStream in = caller.getInputStream();

      int first = in.read();

      // A TLS alert, or nothing; then the end.
      assertThat(first).isIn(-1, 0x15);
      assertThat(in.readNBytes(100).length).isLessThan(100);
    }
  }

  @Test
  void refusesTls12() throws Exception {
    try (SSLSocket caller = caller("device-2", "TLSv1.2")) {
      assertThatThrownBy(caller::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesACallerWithoutACertificate() throws Exception {
    try (SSLSocket caller = caller("", "TLSv1.3")) {
      assertRefused(caller);
    }
  }

  @Test
  void refusesACertificateOfAStrangerWithANodesName() throws Exception {
    try (SSLSocket caller = caller("stranger", "TLSv1.3")) {
      assertRefused(caller);
    }
  }

  @Test
  void refusesARequesterOfTheRing() throws Exception {
    try (SSLSocket caller = caller("operator", "TLSv1.3")) {
      assertRefused(caller);
    }
  }

  /** In TLS 1.3 the caller's handshake may be over before his certificate is looked at. */
  private static void assertRefused(SSLSocket caller) {
    assertThatThrownBy(
            () -> {
              caller.startHandshake();
              if (caller.getInputStream().read() < 0) {
                throw new IOException("the connection was ended");
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  private static SSLSocket caller(String name, String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        name.isEmpty() ? new KeyManager[0] : managers(tls(name)),
        new TrustManager[] {new Trusting()},
        new SecureRandom());
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.connect(new InetSocketAddress(door.host(), door.port()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private static KeyManager[] managers(SelfSigned identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(identity.keystore().toByteArray()), PASSPHRASE);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSPHRASE);
    return factory.getKeyManagers();
  }

  /** A ring in which device-1, device-2 and the operator have certificates whose keys we have. */
  private static Ring ring() {
    RingForge forge = new RingForge(TestRing.of(2, 2, 2, 2));
    return forge.open(
        forge.withParties(
            parties -> parties.stream().map(ClusterDoorTest::withOurCertificate).toList()));
  }

  private static RingRecord.PartyEntry withOurCertificate(RingRecord.PartyEntry party) {
    if (!TLS.containsKey(party.name())) {
      return party;
    }
    try {
      return new RingRecord.PartyEntry(
          party.name(),
          party.role(),
          party.address(),
          party.identity(),
          party.agreement(),
          HexFormat.of().formatHex(tls(party.name()).certificate().getEncoded()),
          "",
          false);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SelfSigned tls(String name) {
    SelfSigned made = TLS.get(name);
    if (made == null) {
      throw new IllegalArgumentException(name);
    }
    return made;
  }

  private static SelfSigned selfSigned(String name) {
    return SelfSigned.create(name, PASSPHRASE, Instant.now(), Duration.ofDays(1));
  }

  /** The caller believes anybody: it is the door that is tried. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
