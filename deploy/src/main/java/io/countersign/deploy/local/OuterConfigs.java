package io.countersign.deploy.local;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Configurations of a local ring's nodes outside of the cluster: heartbeat sources, satellites. */
final class OuterConfigs {
  private OuterConfigs() {}

  /**
   * Writes them.
   *
   * @param addresses of all nodes
   * @param guards where the guards of devices listen
   */
  static void write(
      RingFolder folder,
      RingPlan plan,
      Octets pin,
      Map<String, Endpoint> addresses,
      Map<String, Endpoint> guards)
      throws IOException {
    List<NodeConfig.Target> targets =
        guards.entrySet().stream()
            .map(guard -> new NodeConfig.Target(guard.getKey(), guard.getValue()))
            .toList();
    for (String source : plan.guarding().names()) {
      PrivateFiles.create(
          folder.node(source).config(),
          ConfigText.heartbeat(
              plan.ring(),
              source,
              pin,
              address(addresses, source),
              plan.guarding().period(),
              targets));
    }
    for (String satellite : plan.guarding().satelliteNames()) {
      PrivateFiles.create(
          folder.node(satellite).config(),
          ConfigText.satellite(
              plan.ring(), satellite, pin, address(addresses, satellite), plan.operators()));
    }
  }

  private static Endpoint address(Map<String, Endpoint> addresses, String node) {
    Endpoint address = addresses.get(node);
    if (address == null) {
      throw new IllegalStateException("no address was chosen for " + node);
    }
    return address;
  }
}
