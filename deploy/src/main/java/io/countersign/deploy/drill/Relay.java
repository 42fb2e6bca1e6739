package io.countersign.deploy.drill;

import io.countersign.deploy.config.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bad network between sources and devices: it drops each datagram with the same chance. Thread:
 * its own; the counts may be read by others.
 */
final class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int LONGEST = 512;

  private final double loss;
  private final int need;
  private final RandomGenerator random;
  private final Selector selector;
  private final DatagramChannel out;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  /** One device. */
  private static final class Way {
    private final InetSocketAddress device;
    private final Map<SocketAddress, Long> heard = new HashMap<>();

    private Way(InetSocketAddress device) {
      this.device = device;
    }

    /** How long ago the last of the sources that are needed was heard; 0 before that. */
    private long silence(int need, long now) {
      List<Long> times = heard.values().stream().sorted((a, b) -> Long.compare(b, a)).toList();
      return times.size() < need ? 0 : now - times.get(need - 1);
    }
  }

  /**
   * @param loss chance of each datagram, 0 to 1
   * @param need how many sources a device must hear
   */
  Relay(double loss, int need, RandomGenerator random) throws IOException {
    this.loss = loss;
    this.need = need;
    this.random = random;
    this.selector = Selector.open();
    this.out = DatagramChannel.open();
  }

  /** Opens a way to a device; what is sent there goes on to it. */
  Endpoint to(Endpoint device) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channels.add(channel);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
    channel.register(
        selector,
        SelectionKey.OP_READ,
        new Way(new InetSocketAddress(device.host(), device.port())));
    return new Endpoint(Workplace.HOST, channel.socket().getLocalPort());
  }

  /** Begins, once all ways are open. */
  void start() {
    Thread thread = new Thread(this::run, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
    try {
      while (selector.isOpen()) {
        selector.select(
            key -> {
              try {
                pass((DatagramChannel) key.channel(), (Way) key.attachment(), buffer);
              } catch (IOException e) {
                LOG.warn("a datagram was not passed on: {}", e.getMessage());
              }
            });
      }
    } catch (ClosedSelectorException e) {
      LOG.debug("the relay has ended");
    } catch (IOException e) {
      LOG.error("the relay failed", e);
    }
  }

  private void pass(DatagramChannel channel, Way way, ByteBuffer buffer) throws IOException {
    buffer.clear();
    SocketAddress source = channel.receive(buffer);
    while (source != null) {
      if (random.nextDouble() < loss) {
        dropped.incrementAndGet();
      } else {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        longest.accumulateAndGet(way.silence(need, now), Math::max);
        way.heard.put(source, now);
        buffer.flip();
        out.send(buffer, way.device);
        passed.incrementAndGet();
      }
      buffer.clear();
      source = channel.receive(buffer);
    }
  }

  long passed() {
    return passed.get();
  }

  long dropped() {
    return dropped.get();
  }

  /** The longest time in which a device heard too few sources, in milliseconds. */
  long longestSilence() {
    return longest.get();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (DatagramChannel channel : channels) {
      channel.close();
    }
    out.close();
  }
}
