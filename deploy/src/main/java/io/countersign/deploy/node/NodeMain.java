package io.countersign.deploy.node;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import io.countersign.coordinator.journal.JournalSetup;
import io.countersign.deploy.cluster.ClusterSettings;
import io.countersign.deploy.cluster.PinnedSslEngineProvider;
import io.countersign.deploy.cluster.RevokedSetup;
import io.countersign.deploy.cluster.Seeds;
import io.countersign.deploy.config.ConfigException;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.guard.HeartbeatSource;
import io.countersign.deploy.guard.SatelliteNode;
import io.countersign.deploy.link.LinkServer;
import io.countersign.deploy.tls.PeerPolicy;
import io.countersign.deploy.tls.RingTls;
import io.countersign.deploy.tls.TlsException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code countersign node run --conf FILE}: one node of a ring, for as long as it lives. Everything
 * that can be wrong with its files is found before the actor system starts.
 */
public final class NodeMain {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);

  private final NodeConfig config;
  private final Clock clock;
  private final NodeParts parts;

  /** Why the process ends; a system that ends by itself has left its cluster. */
  private volatile NodeExit exit = NodeExit.REJOIN;

  private NodeMain(NodeConfig config, Clock clock, NodeParts parts) {
    this.config = config;
    this.clock = clock;
    this.parts = parts;
  }

  /**
   * Runs a node until it ends.
   *
   * @return the exit code, one of {@link NodeExit}
   */
  public static int run(Path conf, Clock clock) {
    return run(conf, clock, new NodeParts());
  }

  /** As {@link #run(Path, Clock)} with other parts, for test builds of a node. */
  static int run(Path conf, Clock clock, NodeParts parts) {
    try {
      return new NodeMain(NodeConfigReader.read(conf), clock, parts).run().code();
    } catch (ConfigException e) {
      LOG.error("{}", e.getMessage());
      if (e.erased().isPresent()) {
        Erasing.finish(e.erased().get());
        return NodeExit.ERASED.code();
      }
      return (e.permissionsOnly() ? NodeExit.PERMISSIONS : NodeExit.CONFIG).code();
    } catch (TlsException e) {
      LOG.error("{}", e.getMessage());
      return NodeExit.CONFIG.code();
    } catch (NodeStopException e) {
      LOG.error("{}", e.getMessage());
      return e.exit().code();
    }
  }

  private NodeExit run() {
    try (NodeKeys keys = NodeKeys.open(config, clock)) {
      if (isRevoked(keys)) {
        return ended(keys);
      }
      if (config.part() instanceof NodeConfig.HeartbeatPart part) {
        return beat(part, keys);
      }
      if (config.part() instanceof NodeConfig.SatellitePart part) {
        return answer(part, keys);
      }
      ClusterSettings settings =
          new ClusterSettings(
              config.ring(), config.listen(), config.role(), Seeds.of(keys.ring(), config.node()));
      NodePart part = part(keys);
      try {
        ActorSystem<Void> system = start(part, keys, settings);
        system.getWhenTerminated().toCompletableFuture().join();
      } finally {
        part.ended();
      }
      return exit;
    }
  }

  /** A heartbeat source is no member of the cluster: it sends datagrams and hears nobody. */
  private NodeExit beat(NodeConfig.HeartbeatPart part, NodeKeys keys) {
    try (HeartbeatSource source = HeartbeatSource.open(config, part, keys, clock)) {
      source.run();
      return ended(keys);
    } catch (IOException e) {
      throw new NodeStopException(
          NodeExit.UNAVAILABLE,
          "the heartbeat source cannot send from " + config.listen() + ": " + e.getMessage(),
          e);
    } catch (IllegalArgumentException e) {
      throw new NodeStopException(NodeExit.CONFIG, String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isRevoked(NodeKeys keys) {
    return keys.ring().revokes(config.node());
  }

  private NodeExit ended(NodeKeys keys) {
    if (isRevoked(keys)) {
      ending(NodeExit.REVOKED, "the ring's record revokes this node");
    }
    return exit;
  }

  private Surroundings surroundings(NodeKeys keys, ClusterSettings settings) {
    Ring ring = keys.ring();
    if (config.isBehindMessageServer()) {
      PeerPolicy policy =
          PeerPolicy.link(ring, config.node())
              .telling(refused -> LOG.warn("a caller was refused: {}", refused.getMessage()));
      RingTls tls = new RingTls(keys.tls(), ring, policy, clock);
      return Surroundings.link(new LinkServer(tls, config.listen()), config.listen());
    }
    return Surroundings.cluster(config.node(), settings, coordinators(ring));
  }

  /** A satellite is no member of the cluster either: it answers datagrams. */
  private NodeExit answer(NodeConfig.SatellitePart part, NodeKeys keys) {
    try (SatelliteNode satellite = SatelliteParts.node(config, part, keys, clock)) {
      satellite.run();
      return ended(keys);
    } catch (IOException e) {
      throw new NodeStopException(Failures.exitOf(e), String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new NodeStopException(NodeExit.CONFIG, String.valueOf(e.getMessage()), e);
    }
  }

  private ActorSystem<Void> start(NodePart part, NodeKeys keys, ClusterSettings settings) {
    RingTls tls = new RingTls(keys.tls(), keys.ring(), PeerPolicy.cluster(keys.ring()), clock);
    ActorSystemSetup setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(NodeAkka.config(config, settings)),
            SSLEngineProviderSetup.create(
                system -> new PinnedSslEngineProvider(tls, ClusterSettings.MAXIMUM_FRAME)),
            new JournalSetup(parts::journal),
            new RevokedSetup(keys.ring()));
    try {
      return ActorSystem.create(
          NodeGuardian.create(
              config.node(),
              part,
              surroundings(keys, settings),
              () -> isRevoked(keys),
              this::ending),
          config.ring(),
          setup);
    } catch (akka.remote.RemoteTransportException | CompletionException e) {
      throw new NodeStopException(
          NodeExit.UNAVAILABLE,
          "the node cannot listen at " + config.listen() + ": " + e.getMessage(),
          e);
    }
  }

  private void ending(NodeExit how, String why) {
    exit = how;
    LOG.error("this node ends with exit code {}: {}", how.code(), why);
  }

  private NodePart part(NodeKeys keys) {
    try {
      return parts.open(config, keys, clock);
    } catch (IOException
        | io.countersign.agent.CardException
        | io.countersign.protocol.engine.ShareFileException e) {
      throw new NodeStopException(Failures.exitOf(e), String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      // What the parts are made of refuses what node.conf or the record says.
      throw new NodeStopException(NodeExit.CONFIG, String.valueOf(e.getMessage()), e);
    }
  }

  private List<Endpoint> coordinators(Ring ring) {
    return ring.parties(Role.COORDINATOR).stream()
        .filter(party -> !party.name().equals(config.node()))
        .map(party -> Endpoint.parse(party.address()))
        .toList();
  }
}
