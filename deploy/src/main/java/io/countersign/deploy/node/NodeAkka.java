package io.countersign.deploy.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.countersign.deploy.cluster.ClusterSettings;
import io.countersign.deploy.config.NodeConfig;

/** Akka's settings of a node with what its role adds. */
final class NodeAkka {
  private NodeAkka() {}

  static Config config(NodeConfig config, ClusterSettings settings) {
    if (config.part() instanceof NodeConfig.CoordinatorPart coordinator) {
      return ConfigFactory.parseString(
              """
              countersign.journal.dir = %s
              akka.persistence.journal.plugin = "countersign.journal"
              akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
              """
                  .formatted(ConfigUtil.quoteString(coordinator.journal().toString())))
          .withFallback(settings.toConfig());
    }
    if (config.isBehindMessageServer()) {
      return ConfigFactory.parseString("akka.actor.provider = local")
          .withFallback(settings.toConfig());
    }
    return settings.toConfig();
  }
}
