package io.countersign.deploy.training;

import akka.actor.BootstrapSetup;
import akka.actor.Cancellable;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpResponse;
import akka.remote.artery.tcp.SSLEngineProvider;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import io.countersign.deploy.cluster.ClusterSettings;
import io.countersign.deploy.cluster.Post;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.tls.SelfSigned;
import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.engine.SessionKey;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import scala.Option;

/** A cluster of two nodes in one process: a message crosses, and HTTP is served for a moment. */
final class SmallCluster {
  private static final String NAME = "training";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private SmallCluster() {}

  static void run() throws IOException, InterruptedException {
    System.out.println(Engines.report());
    SSLContext tls = tls();
    CountDownLatch arrived = new CountDownLatch(1);
    Endpoint first = endpoint();
    ActorSystem<Void> receiver = start(first, first, Role.COORDINATOR, tls, receiving(arrived));
    ActorSystem<Void> sender = start(endpoint(), first, Role.DEVICE, tls, sending());
    boolean done = arrived.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    System.out.println(done ? "a message arrived" : "no message arrived");
    sender.terminate();
    receiver.terminate();
    sender.getWhenTerminated().toCompletableFuture().join();
    receiver.getWhenTerminated().toCompletableFuture().join();
  }

  private static ActorSystem<Void> start(
      Endpoint self, Endpoint seed, Role role, SSLContext tls, Behavior<Void> guardian) {
    ClusterSettings settings = new ClusterSettings(NAME, self, role, List.of(seed));
    return ActorSystem.create(
        guardian,
        NAME,
        ActorSystemSetup.create(
            BootstrapSetup.create(settings.toConfig()),
            SSLEngineProviderSetup.create(created -> new Loopback(tls))));
  }

  private static Endpoint endpoint() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Endpoint("127.0.0.1", socket.getLocalPort());
    }
  }

  private static Behavior<Void> receiving(CountDownLatch arrived) {
    return Behaviors.setup(
        context -> {
          ActorRef<SealedEnvelope> party =
              context.spawn(
                  Behaviors.receiveMessage(
                      message -> {
                        arrived.countDown();
                        return Behaviors.same();
                      }),
                  "party");
          context.getSystem().receptionist().tell(Receptionist.register(Post.key(NAME), party));
          CompletionStage<ServerBinding> unused =
              Http.get(context.getSystem())
                  .newServerAt("127.0.0.1", 0)
                  .bindSync(request -> HttpResponse.create());
          return Behaviors.empty();
        });
  }

  private static Behavior<Void> sending() {
    return Behaviors.setup(
        context -> {
          Outbox outbox = Post.outbox(context.spawn(Post.create(), "post"));
          SealedEnvelope message = message();
          Cancellable unused =
              context
                  .getSystem()
                  .scheduler()
                  .scheduleAtFixedRate(
                      Duration.ZERO,
                      Duration.ofMillis(200),
                      () -> outbox.send(NAME, message),
                      context.getExecutionContext());
          return Behaviors.empty();
        });
  }

  /** Sealed with throw-away keys for nobody: what is trained is the way, not the reading. */
  private static SealedEnvelope message() {
    try (AgreementKey ephemeral = AgreementKey.fresh();
        AgreementKey own = AgreementKey.fresh();
        SessionKey key =
            SessionKey.toRecipient(
                ephemeral, own, own.spki(), new byte[32], NAME.getBytes(StandardCharsets.UTF_8))) {
      byte[] probe = Wire.encode(new AgentProtocol.AgentProbe(1));
      return new SealedEnvelope(
          Octets.of(ephemeral.spki()),
          Octets.of(new byte[64]),
          1,
          0,
          0,
          Octets.of(key.seal(1, new byte[0], probe)));
    }
  }

  private static SSLContext tls() {
    char[] passphrase = "training".toCharArray();
    SelfSigned self =
        SelfSigned.create(NAME, passphrase, Clock.systemUTC().instant(), Duration.ofHours(1));
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(new ByteArrayInputStream(self.keystore().toByteArray()), passphrase);
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, passphrase);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(NAME, self.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(own.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS on this Java runtime", e);
    }
  }

  /** Engines that trust the one certificate of this run. */
  private record Loopback(SSLContext context) implements SSLEngineProvider {
    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setNeedClientAuth(true);
      return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
      SSLEngine engine = context.createSSLEngine(hostname, port);
      engine.setUseClientMode(true);
      return engine;
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
      return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
      return Option.empty();
    }
  }
}
