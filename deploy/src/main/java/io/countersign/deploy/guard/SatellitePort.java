package io.countersign.deploy.guard;

import io.countersign.deploy.config.Endpoint;
import io.countersign.device.SatelliteLink;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends questions to satellites from a port that the system chooses, and hears answers there; so
 * nothing has to be opened for a device behind a firewall. Thread: safe for concurrent use.
 */
public final class SatellitePort implements SatelliteLink {
  private static final Logger LOG = LoggerFactory.getLogger(SatellitePort.class);

  private static final int MOST_WAITING = 64;

  private final Map<String, Endpoint> satellites;
  private final Addresses addresses = Addresses.ofThisMachine();

  /** To send may take a while, and the guard must not wait for it. */
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "satellite-sender");
            thread.setDaemon(true);
            return thread;
          });

  private volatile @Nullable DatagramChannel channel;

  /**
   * @param satellites UDP addresses by satellite
   */
  public SatellitePort(Map<String, Endpoint> satellites) {
    this.satellites = Map.copyOf(satellites);
  }

  @Override
  public Closeable listen(Consumer<byte[]> sink) throws IOException {
    DatagramChannel opened = DatagramChannel.open();
    opened.bind(null);
    channel = opened;
    BeatPort.start("satellite-port", opened, sink);
    return () -> {
      sender.shutdownNow();
      opened.close();
    };
  }

  @Override
  public void send(String satellite, byte[] question) {
    try {
      sender.execute(() -> sendNow(satellite, question));
    } catch (RejectedExecutionException e) {
      LOG.warn("{} is not asked: too many questions wait, or the port is closed", satellite);
    }
  }

  private void sendNow(String satellite, byte[] question) {
    DatagramChannel open = channel;
    Endpoint endpoint = satellites.get(satellite);
    if (open == null || endpoint == null) {
      throw new IllegalStateException("no port, or no address of " + satellite);
    }
    Optional<InetSocketAddress> address = addresses.of(endpoint);
    if (address.isEmpty()) {
      LOG.debug("{} is not asked: its host is not known yet: {}", satellite, endpoint);
      return;
    }
    try {
      open.send(ByteBuffer.wrap(question), address.get());
    } catch (ClosedChannelException e) {
      LOG.debug("{} is not asked any more", satellite);
    } catch (IOException | UnsupportedAddressTypeException e) {
      LOG.warn("{} is not asked: {}", satellite, e.toString());
    }
  }
}
