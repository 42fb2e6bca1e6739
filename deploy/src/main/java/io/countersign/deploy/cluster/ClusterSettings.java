package io.countersign.deploy.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.countersign.deploy.config.Endpoint;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.SealedEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Akka's settings of a node, made by program so that no file or environment variable loosens them:
 * TLS as the only transport, untrusted mode, no Java serialization, bounded frames.
 *
 * @param ring name of the ring, which names the actor system too
 * @param listen where this node is bound and reached
 * @param role of this node
 * @param seeds addresses to join by, in order
 */
public record ClusterSettings(String ring, Endpoint listen, Role role, List<Endpoint> seeds) {
  /** Longest frame between nodes: one sealed message and its address. */
  public static final int MAXIMUM_FRAME = SealedEnvelope.MAX_OCTETS + 64 * 1024;

  /** Path of the actor that answers whether this process is alive. */
  static final String PRESENCE_PATH = "/user/presence";

  /**
   * After which unreachable nodes are downed by the coordinator while nothing waits for it: a node
   * that comes back alone replaces its old life at once, and parties notice silence by their own
   * deadlines. So it is long enough for a machine that starts all nodes on few cores.
   */
  static final Duration STABLE_AFTER = Duration.ofSeconds(60);

  /** As before, while another node waits to come back: it waits for these to be downed. */
  static final Duration STABLE_AFTER_AWAITED = Duration.ofSeconds(5);

  private static final String FIXED =
      """
      akka {
        loglevel = "INFO"
        loggers = ["akka.event.slf4j.Slf4jLogger"]
        logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
        log-config-on-start = off
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        scheduler.tick-duration = 20 ms
        jvm-exit-on-fatal-error = on
        jvm-shutdown-hooks = on
        actor {
          provider = cluster
          allow-java-serialization = off
          warn-about-java-serializer-usage = on
          default-dispatcher.fork-join-executor { parallelism-min = 1, parallelism-factor = 0.5, parallelism-max = 4 }
          internal-dispatcher = "akka.actor.default-dispatcher"
        }
        remote {
          use-dispatcher = "akka.actor.default-dispatcher"
          artery {
            enabled = on
            transport = tls-tcp
            untrusted-mode = on
            trusted-selection-paths = [
              "/system/cluster/core/daemon"
              "/system/cluster/heartbeatReceiver"
              "/system/clusterReceptionist/replicator"
              "/user/presence"
            ]
            advanced {
              use-dispatcher = "akka.actor.default-dispatcher"
              use-control-stream-dispatcher = "akka.actor.default-dispatcher"
              buffer-pool-size = 8
              inbound-lanes = 1
              outbound-lanes = 1
              outbound-message-queue-size = 1024
              handshake-timeout = 30 s
              outbound-restart-backoff = 500 ms
              quarantine-idle-outbound-after = 1 h
              shutdown-flush-timeout = 300 ms
              tcp.connection-timeout = 10 s
            }
          }
        }
        cluster {
          downing-provider-class = "io.countersign.deploy.cluster.SingleCoordinatorDowning"
          jmx.enabled = off
          monitored-by-nr-of-members = 3
          # A coordinator that comes back looks for its ring this long before it begins a new one.
          seed-node-timeout = 8 s
          retry-unsuccessful-join-after = 3 s
          shutdown-after-unsuccessful-join-seed-nodes = off
          gossip-interval = 1 s
          leader-actions-interval = 1 s
          unreachable-nodes-reaper-interval = 1 s
          allow-weakly-up-members = 1 s
          run-coordinated-shutdown-when-down = on
          # Names settings that must be equal on all nodes; none of ours are.
          configuration-compatibility-check.enforce-on-join = off
          failure-detector {
            heartbeat-interval = 1 s
            acceptable-heartbeat-pause = 20 s
            expected-response-after = 1 s
            threshold = 8.0
          }
          typed.receptionist {
            write-consistency = local
            pruning-interval = 1 s
            distributed-data { gossip-interval = 1 s, notify-subscribers-interval = 200 ms }
          }
        }
        coordinated-shutdown {
          exit-jvm = off
          run-by-jvm-shutdown-hook = on
          default-phase-timeout = 2 s
          phases {
            cluster-sharding-shutdown-region.timeout = 1 s
            cluster-leave.timeout = 1 s
            cluster-exiting.timeout = 2 s
            cluster-exiting-done.timeout = 1 s
            cluster-shutdown.timeout = 1 s
          }
        }
      }
      """;

  public ClusterSettings {
    seeds = List.copyOf(seeds);
  }

  /** The node's address as Akka writes it. */
  String address(Endpoint endpoint) {
    return "akka://" + ring + "@" + endpoint;
  }

  /** The settings, over the libraries' own defaults only. */
  public Config toConfig() {
    String seedNodes =
        seeds.stream()
            .map(this::address)
            .map(ConfigUtil::quoteString)
            .collect(Collectors.joining(","));
    String own =
        """
        akka.remote.artery.canonical { hostname = %s, port = %d }
        akka.remote.artery.advanced.maximum-frame-size = %d
        akka.cluster.roles = [%s]
        akka.cluster.seed-nodes = [%s]
        """
            .formatted(
                ConfigUtil.quoteString(listen.host()),
                listen.port(),
                MAXIMUM_FRAME,
                ConfigUtil.quoteString(role.label()),
                seedNodes);
    return ConfigFactory.parseString(own)
        .withFallback(ConfigFactory.parseString(FIXED))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }
}
