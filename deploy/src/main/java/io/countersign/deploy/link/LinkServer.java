package io.countersign.deploy.link;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.TLSClosing;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.tls.RingTls;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.Subject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's side of its link: it listens, and only its message server's certificate is let in
 * (M8). Of several connections the one counts that said something last: a message server that died
 * unseen does not keep its successor out, and who shows no certificate displaces nobody.
 *
 * <p>Thread: safe for concurrent use.
 */
public final class LinkServer implements Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);

  /** Answers that wait for a slow message server; more are lost, and asked for again. */
  private static final int ANSWERS_WAITING = 512;

  private static final int BACKLOG = 16;

  private final RingTls tls;
  private final Endpoint listen;
  private Optional<BoundedSourceQueue<ByteString>> connection = Optional.empty();

  /**
   * @param tls lets in the device's message server alone
   */
  public LinkServer(RingTls tls, Endpoint listen) {
    this.tls = tls;
    this.listen = listen;
  }

  /**
   * Listens.
   *
   * @param party is told what comes
   * @return fails if that is not possible
   */
  public CompletionStage<Tcp.ServerBinding> bind(
      ActorSystem<?> system, ActorRef<SealedEnvelope> party) {
    return Tcp.get(system)
        .bindWithTls(
            listen.host(),
            listen.port(),
            tls::server,
            BACKLOG,
            List.of(),
            Optional.of(LinkStreams.GONE),
            session -> tls.verify(session).map(wrong -> (Throwable) wrong),
            TLSClosing.eagerClose())
        .to(Sink.foreach(incoming -> serve(system, incoming, party)))
        .run(system);
  }

  private void serve(
      ActorSystem<?> system, Tcp.IncomingConnection incoming, ActorRef<SealedEnvelope> party) {
    CompletableFuture<BoundedSourceQueue<ByteString>> own = new CompletableFuture<>();
    Pair<BoundedSourceQueue<ByteString>, CompletionStage<Done>> streams =
        incoming
            .flow()
            .joinMat(
                LinkStreams.frames(
                    content -> received(own, content, party), Source.queue(ANSWERS_WAITING)),
                Keep.right())
            .run(system);
    own.complete(streams.first());
    streams
        .second()
        .whenComplete(
            (done, failure) -> {
              ended(streams.first());
              LOG.info(
                  "a connection from {} ended{}",
                  incoming.remoteAddress(),
                  failure == null ? "" : ": " + failure.getMessage());
            });
  }

  /** Something came, so the other side has shown its certificate. */
  private void received(
      CompletableFuture<BoundedSourceQueue<ByteString>> own,
      byte[] content,
      ActorRef<SealedEnvelope> party) {
    CompletableFuture<Void> unused = own.thenAccept(this::heard);
    if (content.length > 0) {
      party.tell(LinkCodec.toDevice(content));
    }
  }

  private synchronized void heard(BoundedSourceQueue<ByteString> queue) {
    connection = Optional.of(queue);
  }

  private synchronized void ended(BoundedSourceQueue<ByteString> queue) {
    connection = connection.filter(present -> present != queue);
  }

  private synchronized Optional<BoundedSourceQueue<ByteString>> connection() {
    return connection;
  }

  @Override
  public void send(String to, SealedEnvelope message) {
    send(to, message, Subject.NONE);
  }

  @Override
  public void send(String to, SealedEnvelope message, Subject about) {
    connection()
        .ifPresent(
            queue -> {
              QueueOfferResult offered =
                  queue.offer(LinkCodec.frame(new LinkCodec.FromDevice(to, about, message)));
              if (!offered.isEnqueued()) {
                LOG.warn("an answer to {} is lost: {} wait already", to, ANSWERS_WAITING);
              }
            });
  }
}
