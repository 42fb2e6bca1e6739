package io.countersign.deploy.guard;

import io.countersign.deploy.config.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where endpoints are. Hosts are looked up on other threads, each for itself, again at every
 * question, and the last good address stays in use: a resolver that is slow or down holds nobody up
 * and takes nobody away who was found before. Thread: safe for concurrent use.
 */
final class Addresses {
  private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);
  private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|.*:.*");

  private final LookUp lookUp;
  private final Executor threads;
  private final Map<Endpoint, Place> places = new ConcurrentHashMap<>();

  /** Looks a host up; may take long. */
  @FunctionalInterface
  interface LookUp {
    InetAddress of(String host) throws UnknownHostException;
  }

  /** What is known of one endpoint. */
  private static final class Place {
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable InetSocketAddress address;
    private volatile boolean unknown;
  }

  Addresses(LookUp lookUp, Executor threads) {
    this.lookUp = lookUp;
    this.threads = threads;
  }

  /** With the machine's resolver. */
  static Addresses ofThisMachine() {
    return new Addresses(
        InetAddress::getByName,
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "look-up");
              thread.setDaemon(true);
              return thread;
            }));
  }

  /** The last good address, at once; empty if there is none yet. */
  Optional<InetSocketAddress> of(Endpoint endpoint) {
    Place place = places.computeIfAbsent(endpoint, any -> new Place());
    if (LITERAL.matcher(endpoint.host()).matches()) {
      if (place.address == null) {
        look(endpoint, place); // Nobody is asked for it.
      }
    } else if (place.looking.compareAndSet(false, true)) {
      threads.execute(
          () -> {
            look(endpoint, place);
            place.looking.set(false);
          });
    }
    return Optional.ofNullable(place.address);
  }

  private void look(Endpoint endpoint, Place place) {
    try {
      place.address = new InetSocketAddress(lookUp.of(endpoint.host()), endpoint.port());
      if (place.unknown) {
        LOG.info("{} is found again", endpoint);
      }
      place.unknown = false;
    } catch (UnknownHostException e) {
      if (!place.unknown) {
        InetSocketAddress last = place.address;
        LOG.warn(
            "the host of {} is unknown: {}",
            endpoint,
            last == null ? "nothing is sent there" : last + " stays in use");
      }
      place.unknown = true;
    }
  }
}
