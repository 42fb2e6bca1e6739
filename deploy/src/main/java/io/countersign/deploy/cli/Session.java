package io.countersign.deploy.cli;

import io.countersign.deploy.client.ApiClient;
import io.countersign.deploy.client.Requests;
import io.countersign.deploy.config.ClientConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.evidence.Ring;
import java.time.Clock;

/** A requester with his keys open. Secrets: his identity key, erased by {@link #close()}. */
final class Session implements AutoCloseable {
  private final ClientConfig config;
  private final NodeKeys keys;
  private final ApiClient api;
  private final Clock clock;

  private Session(ClientConfig config, NodeKeys keys, Clock clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
    this.api = new ApiClient(config, keys, clock);
  }

  static Session open(RingFolder folder) {
    Clock clock = Clock.systemUTC();
    ClientConfig config = NodeConfigReader.readClient(folder.clientConfig());
    return new Session(config, NodeKeys.open(config.sources(), clock), clock);
  }

  ApiClient api() {
    return api;
  }

  Ring ring() {
    return keys.ring();
  }

  NodeKeys keys() {
    return keys;
  }

  /** The same over a new connection: after a record came into force, with the keys it pins. */
  ApiClient newConnection() {
    return new ApiClient(config, keys, clock);
  }

  Requests requests() {
    return new Requests(
        config.folder().resolve("requests"),
        keys.ring(),
        config.requester(),
        keys.identity(),
        clock);
  }

  /**
   * A key set of the ring.
   *
   * @throws CommandFailure if it has none of that name
   */
  Ring.KeySet key(String name) {
    return ring()
        .key(name)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.LOCAL,
                    "ring "
                        + ring().name()
                        + " has no key '"
                        + name
                        + "'; it has "
                        + ring().keys().stream().map(Ring.KeySet::name).toList()));
  }

  @Override
  public void close() {
    keys.close();
  }
}
