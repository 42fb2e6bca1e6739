package io.countersign.deploy.link;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.OverflowStrategy;
import akka.stream.QueueOfferResult;
import akka.stream.TLSClosing;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.tls.RingTls;
import io.countersign.device.DeviceLink;
import io.countersign.protocol.wire.SealedEnvelope;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message server's side of a link: it calls its device, again and again until it answers (M8).
 * Thread: safe for concurrent use.
 */
public final class LinkClient implements DeviceLink {
  private static final Logger LOG = LoggerFactory.getLogger(LinkClient.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofMillis(300);

  private final ActorSystem<?> system;
  private final RingTls tls;
  private final Endpoint device;
  private Optional<SourceQueueWithComplete<ByteString>> connection = Optional.empty();
  private boolean closed;

  /**
   * @param tls believes the device alone
   * @param device where it listens
   */
  public LinkClient(ActorSystem<?> system, RingTls tls, Endpoint device) {
    this.system = system;
    this.tls = tls;
    this.device = device;
  }

  @Override
  public synchronized void open(Listener listener) {
    if (closed) {
      return;
    }
    CompletableFuture<SourceQueueWithComplete<ByteString>> own = new CompletableFuture<>();
    Pair<SourceQueueWithComplete<ByteString>, CompletionStage<Done>> streams =
        Tcp.get(system)
            .outgoingConnectionWithTls(
                new InetSocketAddress(device.host(), device.port()),
                () -> tls.client(device.host(), device.port()),
                Optional.empty(),
                List.of(),
                Optional.of(CONNECT),
                Optional.of(LinkStreams.GONE),
                session -> tls.verify(session).map(wrong -> (Throwable) wrong),
                TLSClosing.eagerClose())
            .joinMat(
                LinkStreams.frames(
                    content -> received(own, content, listener),
                    Source.<ByteString>queue(1, OverflowStrategy.backpressure())),
                Keep.right())
            .run(system);
    own.complete(streams.first());
    streams.second().whenComplete((done, failure) -> ended(listener, failure));
  }

  private void received(
      CompletableFuture<SourceQueueWithComplete<ByteString>> own,
      byte[] content,
      Listener listener) {
    CompletableFuture<Void> unused = own.thenAccept(queue -> linked(queue, listener));
    if (content.length > 0) {
      LinkCodec.FromDevice said = LinkCodec.fromDevice(content);
      listener.answered(said.to(), said.message(), said.about());
    }
  }

  private void linked(SourceQueueWithComplete<ByteString> queue, Listener listener) {
    synchronized (this) {
      if (connection.isPresent()) {
        return;
      }
      connection = Optional.of(queue);
    }
    listener.linked(true);
  }

  private void ended(Listener listener, Throwable failure) {
    synchronized (this) {
      connection = Optional.empty();
    }
    if (failure != null) {
      LOG.debug("no connection with {}: {}", device, failure.getMessage());
    }
    listener.linked(false);
    system.scheduler().scheduleOnce(AGAIN, () -> open(listener), system.executionContext());
  }

  @Override
  public CompletionStage<Boolean> send(SealedEnvelope message) {
    Optional<SourceQueueWithComplete<ByteString>> now;
    synchronized (this) {
      now = connection;
    }
    return now.map(
            queue ->
                queue
                    .offer(LinkCodec.frame(message))
                    .handle(
                        (result, failure) ->
                            failure == null && result.equals(QueueOfferResult.enqueued())))
        .orElseGet(() -> CompletableFuture.completedFuture(false));
  }

  @Override
  public synchronized void close() {
    closed = true;
    connection.ifPresent(SourceQueueWithComplete::complete);
  }
}
