package io.countersign.deploy.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.util.ByteString;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.tls.PeerPolicy;
import io.countersign.deploy.tls.RingTls;
import io.countersign.deploy.tls.TlsKeys;
import io.countersign.device.DeviceLink;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ends of a link over TLS on loopback (M8). */
class LinkTest {
  private static final TestRing RING = TestRing.split(2, 3);
  private static final String DEVICE = "device-1";
  private static final Subject ABOUT = new Subject(Octets.of(new byte[32]), 3);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SealedEnvelope ONE = envelope(1);
  private static final SealedEnvelope TWO = envelope(2);

  private final ActorTestKit kit = ActorTestKit.create();
  private final Path folder;
  private final Endpoint address =
      Endpoint.parse(RING.ring().party(DEVICE).orElseThrow().address());
  private final TestProbe<SealedEnvelope> device = kit.createTestProbe();
  private final Heard heard = new Heard();

  private record Said(String to, SealedEnvelope message, Subject about) {}

  private static final class Heard implements DeviceLink.Listener {
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> linked = new LinkedBlockingQueue<>();

    @Override
    public void answered(String to, SealedEnvelope message, Subject about) {
      said.add(new Said(to, message, about));
    }

    @Override
    public void linked(boolean now) {
      linked.add(now);
    }

    void await(boolean wanted) throws InterruptedException {
      Boolean next;
      do {
        next = linked.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("linked " + wanted).isNotNull();
      } while (next != wanted);
    }
  }

  LinkTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private @Nullable LinkServer bound;

  private RingTls tlsOf(String party) {
    char[] passphrase = "of a test".toCharArray();
    try {
      Path keystore = Files.write(folder.resolve(party + ".p12"), RING.keystore(party, passphrase));
      Path file = Files.writeString(folder.resolve(party + ".pass"), new String(passphrase));
      return new RingTls(
          TlsKeys.read(keystore, file),
          RING.ring(),
          PeerPolicy.link(RING.ring(), DEVICE),
          Clock.systemUTC());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void listen() {
    LinkServer server = new LinkServer(tlsOf(DEVICE), address);
    bound = server;
    server
        .bind(kit.system(), device.getRef())
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private LinkServer server() {
    return Objects.requireNonNull(bound);
  }

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void carriesEnvelopesBothWays() throws Exception {
    try (LinkClient client = client(TestRing.server(1))) {
      heard.await(true);
      assertThat(client.send(ONE).toCompletableFuture().get()).isTrue();
      device.expectMessage(PATIENCE, ONE);
      server().send(TestRing.COORDINATOR, TWO, ABOUT);
      assertThat(heard.said.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
          .isEqualTo(new Said(TestRing.COORDINATOR, TWO, ABOUT));
    }
  }

  @Test
  void aListedPartyThatIsNotTheMessageServerIsRefusedAndDisplacesNobody() throws Exception {
    try (LinkClient client = client(TestRing.server(1))) {
      assertThat(client).isNotNull();
      heard.await(true);
      for (String other : new String[] {TestRing.server(2), TestRing.COORDINATOR, "device-2"}) {
        SSLContext context = RING.tls(other);
        try (SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(address.host(), address.port())) {
          socket.setSoTimeout((int) PATIENCE.toMillis());
          assertThatThrownBy(
                  () -> {
                    socket.getOutputStream().write(LinkCodec.frame(ONE).toArray());
                    assertThat(socket.getInputStream().read())
                        .as(other + " is let in")
                        .isNegative();
                    throw new EOFException("closed");
                  })
              .isInstanceOfAny(SSLException.class, SocketException.class, EOFException.class);
        }
      }
      server().send(TestRing.COORDINATOR, TWO, ABOUT);
      assertThat(heard.said.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
      device.expectNoMessage(Duration.ofMillis(100));
    }
  }

  @Test
  void whatCannotBeSentIsSaidToBeLostAndNothingIsHeldBack() throws Exception {
    try (LinkClient client = new LinkClient(kit.system(), tlsOf(TestRing.server(1)), address)) {
      assertThat(client.send(ONE).toCompletableFuture().get()).isFalse();
    }
    server().send(TestRing.COORDINATOR, TWO, ABOUT);
  }

  @Test
  void framesAreReadAsTheyWereWrittenAndNothingElseIs() {
    byte[] toDevice = LinkCodec.content(LinkCodec.frame(ONE));
    assertThat(LinkCodec.toDevice(toDevice)).isEqualTo(ONE);
    LinkCodec.FromDevice said = new LinkCodec.FromDevice("coordinator", ABOUT, TWO);
    ByteString frame = LinkCodec.frame(said);
    byte[] content = LinkCodec.content(frame);
    assertThat(LinkCodec.fromDevice(content)).isEqualTo(said);
    assertThat(
            LinkCodec.fromDevice(
                LinkCodec.content(
                    LinkCodec.frame(new LinkCodec.FromDevice("a", Subject.NONE, ONE)))))
        .isEqualTo(new LinkCodec.FromDevice("a", Subject.NONE, ONE));
    int head = 1 + "coordinator".length() + 1 + 32 + 4;
    for (int length = 0; length < head; length++) {
      byte[] cut = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> LinkCodec.fromDevice(cut))
          .as("%d octets", length)
          .isInstanceOf(WireException.class);
    }
    byte[] badName = content.clone();
    badName[1] = '/';
    assertThatThrownBy(() -> LinkCodec.fromDevice(badName)).isInstanceOf(WireException.class);
  }

  private LinkClient client(String party) {
    LinkClient client = new LinkClient(kit.system(), tlsOf(party), address);
    client.open(heard);
    return client;
  }

  private static SealedEnvelope envelope(int number) {
    return new SealedEnvelope(
        Octets.of(new byte[100]), Octets.of(new byte[64]), number, 1, 2, Octets.of(new byte[40]));
  }
}
