package io.countersign.deploy.guard;

import io.countersign.deploy.config.Endpoint;
import io.countersign.device.Beats;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for datagrams of heartbeat sources; longer ones than a beat has are cut and so refused.
 */
public final class BeatPort implements Beats {
  private static final Logger LOG = LoggerFactory.getLogger(BeatPort.class);
  private static final int LONGEST = 256;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Endpoint listen;

  public BeatPort(Endpoint listen) {
    this.listen = listen;
  }

  @Override
  public Closeable listen(Consumer<byte[]> sink) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      bind(channel, listen);
    } catch (IOException e) {
      channel.close();
      BindException failed =
          new BindException("the heartbeat cannot be heard at " + listen + ": " + e.getMessage());
      failed.initCause(e);
      throw failed;
    }
    start("beat-port", channel, sink);
    return channel;
  }

  /**
   * Binds a channel; a host that is unknown now may be known later, so that is no fault of the
   * configuration.
   */
  static void bind(DatagramChannel channel, Endpoint listen) throws IOException {
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException("the host of " + listen);
    }
    channel.bind(address);
  }

  /** Receives on a thread of its own until the channel is closed. */
  static void start(String name, DatagramChannel channel, Consumer<byte[]> sink) {
    ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
    Incoming incoming =
        () -> {
          buffer.clear();
          channel.receive(buffer);
          buffer.flip();
          byte[] datagram = new byte[buffer.remaining()];
          buffer.get(datagram);
          return datagram;
        };
    Runnable pause = () -> LockSupport.parkNanos(PAUSE.toNanos());
    Thread thread = new Thread(() -> receive(incoming, sink, pause), name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Gives the next datagram. */
  @FunctionalInterface
  interface Incoming {
    byte[] next() throws IOException;
  }

  /**
   * Until it is closed. A fault that lasts is said when it changes and tried again.
   *
   * @param pause before the next try after a fault
   */
  static void receive(Incoming incoming, Consumer<byte[]> sink, Runnable pause) {
    String said = "";
    while (true) {
      try {
        sink.accept(incoming.next());
        said = "";
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        String problem = String.valueOf(e.getMessage());
        if (!problem.equals(said)) {
          LOG.warn("no datagram can be received: {}", problem);
        }
        said = problem;
        pause.run();
      }
    }
  }
}
