package io.countersign.deploy.node;

import io.countersign.coordinator.journal.JournalStore;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.log.LogStore;
import java.io.IOException;
import java.time.Clock;

/**
 * Opens what a node's role brings. Test builds of a node put something between it and its disk, or
 * bring another part.
 */
class NodeParts {

  /**
   * @throws IOException if a log or journal cannot be used
   */
  NodePart open(NodeConfig config, NodeKeys keys, Clock clock) throws IOException {
    if (config.part() instanceof NodeConfig.DevicePart device) {
      return DevicePart.open(config, device, keys, clock, this::log);
    }
    if (config.part() instanceof NodeConfig.AgentsPart agents) {
      return AgentsPart.open(config, agents, keys, clock);
    }
    if (config.part() instanceof NodeConfig.MessageServerPart server) {
      return MessageServerPart.open(config, server, keys, clock, this::log);
    }
    NodeConfig.CoordinatorPart coordinator = (NodeConfig.CoordinatorPart) config.part();
    return CoordinatorPart.open(config, coordinator, keys, clock, this::log);
  }

  /** The storage of the log of a device, of its message server or of a coordinator. */
  LogStore log(LogStore disk) {
    return disk;
  }

  /** The storage of a coordinator's journal. */
  JournalStore journal(JournalStore disk) {
    return disk;
  }
}
