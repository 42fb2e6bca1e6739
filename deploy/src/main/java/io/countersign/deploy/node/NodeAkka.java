package io.countersign.deploy.node;

import com.typesafe.config.Config;
import io.countersign.deploy.cluster.ClusterSettings;
import io.countersign.deploy.config.NodeConfig;

/** Akka's settings of a node with what its role adds. */
final class NodeAkka {
  private NodeAkka() {}

  static Config config(NodeConfig config, ClusterSettings settings) {
    return settings.toConfig();
  }
}
