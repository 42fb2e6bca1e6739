package io.countersign.deploy.link;

import akka.Done;
import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Framing;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One connection's two directions, the same on both sides. */
final class LinkStreams {
  /** After which a side that has nothing to say says that it is there. */
  static final Duration SAY_HERE = Duration.ofSeconds(2);

  /** After which a side that says nothing is gone. */
  static final Duration GONE = Duration.ofSeconds(8);

  private LinkStreams() {}

  /**
   * What is done with a connection's octets. The first thing said is that this side is there, for
   * only what comes from the other side shows that it has shown its certificate.
   *
   * @param received is given what stands in each frame, also in empty ones
   * @param sent frames to be sent
   * @return with what {@code sent} brings, and when the connection's end came
   */
  static <Q> Flow<ByteString, ByteString, Pair<Q, CompletionStage<Done>>> frames(
      Consumer<byte[]> received, Source<ByteString, Q> sent) {
    Source<ByteString, Q> out =
        Source.single(LinkCodec.HERE)
            .concatMat(sent, Keep.right())
            .keepAlive(SAY_HERE, () -> LinkCodec.HERE);
    Sink<ByteString, CompletionStage<Done>> in =
        unframed().map(LinkCodec::content).toMat(Sink.foreach(received::accept), Keep.right());
    return Flow.fromSinkAndSourceCoupledMat(in, out, (ended, queue) -> Pair.create(queue, ended));
  }

  private static Flow<ByteString, ByteString, NotUsed> unframed() {
    return Flow.of(ByteString.class)
        .via(
            Framing.lengthField(
                LinkCodec.LENGTH_OCTETS, 0, LinkCodec.FRAME_MAX, ByteOrder.BIG_ENDIAN));
  }
}
