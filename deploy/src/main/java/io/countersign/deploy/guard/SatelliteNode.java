package io.countersign.deploy.guard;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.SatelliteBook;
import io.countersign.protocol.guard.SatelliteQuestion;
import io.countersign.protocol.guard.SatelliteReceipt;
import io.countersign.protocol.guard.SatelliteResponder;
import io.countersign.protocol.guard.SignedSatelliteOrder;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.wire.RecordTaker;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a satellite (M28): answers devices' questions and operators' orders on one UDP
 * port. Its state is the fold over its log, and a switch is durable there before it counts or is
 * acknowledged (I7). What nobody of the ring signed or sealed gets no answer, and no answer is
 * longer than what it answers. Secrets: its identity key and what it shares with devices. Thread:
 * one.
 */
public final class SatelliteNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SatelliteNode.class);

  /** One more than the longest that is read, so that a longer one shows. */
  private static final int LONGEST = SignedSatelliteOrder.OCTETS + 1;

  /** With nothing to answer it looks so often whether it was revoked. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final NodeConfig config;
  private final NodeKeys keys;
  private final SatelliteResponder responder;
  private final SatelliteBook book;
  private final NodeLog log;
  private final Clock clock;
  private final FolderWatch records;
  private final SatelliteRefusals refusals = new SatelliteRefusals();
  private SatelliteBook.State state;

  /**
   * @param responder knows the devices; closed with this
   * @param state as the log has it
   * @param log open; closed with this
   */
  public SatelliteNode(
      NodeConfig config,
      NodeKeys keys,
      SatelliteResponder responder,
      SatelliteBook book,
      SatelliteBook.State state,
      NodeLog log,
      Clock clock) {
    this.config = config;
    this.keys = keys;
    this.records =
        new FolderWatch(
            keys.records(),
            keys.ring(),
            next -> log.commit(List.of(RecordTaker.entry(next.sequence(), next.hash()))));
    this.responder = responder;
    this.book = book;
    this.state = state;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Answers until the thread is interrupted.
   *
   * @throws IOException if the address cannot be had or the log cannot be written
   */
  public void run() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open();
        Selector selector = Selector.open()) {
      bind(channel);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      LOG.info("satellite {} answers at {}", config.node(), config.listen());
      ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
      while (!Thread.currentThread().isInterrupted() && !isRevoked()) {
        buffer.clear();
        SocketAddress from = channel.receive(buffer);
        if (from == null) {
          selector.select(LOOK.toMillis());
          selector.selectedKeys().clear();
          continue;
        }
        buffer.flip();
        byte[] datagram = new byte[buffer.remaining()];
        buffer.get(datagram);
        Optional<byte[]> answer = answer(datagram);
        if (answer.isPresent()) {
          send(channel, from, answer.get());
        }
      }
    } catch (ClosedByInterruptException e) {
      LOG.info("satellite {} was interrupted", config.node());
    }
  }

  /** Looks for the ring's next record, too. */
  private boolean isRevoked() {
    records.look();
    return records.revokes(config.node());
  }

  private void bind(DatagramChannel channel) throws IOException {
    try {
      BeatPort.bind(channel, config.listen());
    } catch (IOException e) {
      BindException failed =
          new BindException(
              "the satellite cannot be asked at " + config.listen() + ": " + e.getMessage());
      failed.initCause(e);
      throw failed;
    }
  }

  private static void send(DatagramChannel channel, SocketAddress to, byte[] answer) {
    try {
      channel.send(ByteBuffer.wrap(answer), to);
    } catch (IOException e) {
      LOG.warn("no answer reached {}: {}", to, e.getMessage());
    }
  }

  /**
   * The answer to a datagram, if it gets one.
   *
   * @throws IOException if the log cannot be written: nothing of it counts then
   */
  Optional<byte[]> answer(byte[] datagram) throws IOException {
    records.look();
    Optional<byte[]> answer = Optional.empty();
    try {
      if (SatelliteResponder.isQuestion(datagram)) {
        SatelliteQuestion question = responder.open(datagram);
        String device = question.device();
        requireInForce(device);
        answer = Optional.of(responder.answer(question, state.isOn(device), state.number(device)));
      } else {
        answer =
            Optional.of(obey(SignedSatelliteOrder.authentic(datagram, keys.ring(), config.node())));
      }
    } catch (BeatRefused e) {
      refusals.add(e.check(), String.valueOf(e.getMessage()));
    } catch (EvidenceException e) {
      refusals.add(e.check(), String.valueOf(e.getMessage()));
    }
    Optional<LogEntry> refused = refusals.due();
    if (refused.isPresent()) {
      LOG.warn("refused: {}", refused.get());
      log.commit(List.of(refused.get()));
    }
    return answer.filter(octets -> octets.length <= datagram.length);
  }

  /** A device that was revoked hears nothing more. */
  private void requireInForce(String device) throws BeatRefused {
    if (records.revokes(device)) {
      throw new BeatRefused("satellite:revoked", device + " is revoked");
    }
  }

  private byte[] obey(SignedSatelliteOrder order) throws IOException {
    SatelliteBook.Outcome outcome = book.take(state, order, clock.instant());
    if (outcome.record().isPresent()) {
      log.commit(List.of(outcome.record().get()));
      LOG.warn("{}", outcome.receipt());
    }
    state = outcome.state();
    SatelliteReceipt receipt = outcome.receipt();
    if (receipt.result().startsWith("order:")) {
      refusals.add(
          receipt.result(),
          receipt.result() + ": by " + order.order().by() + " for " + receipt.device());
    }
    return receipt
        .sign(keys.identity().publicKey().serial(), keys.identity()::sign)
        .text()
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    responder.close();
    log.close();
  }
}
