package io.countersign.deploy.node;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.guard.Destruction;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is destroyed of an erased device (M27). */
final class Erasing {
  private static final Logger LOG = LoggerFactory.getLogger(Erasing.class);

  private Erasing() {}

  static Destruction of(
      NodeConfig config, NodeConfig.DevicePart device, NodeConfig.GuardPart guard) {
    return new Destruction(
        guard.folder().resolve(NodeConfig.GuardPart.ERASED),
        device.shares(),
        List.of(device.passphraseFile(), config.agreement()));
  }

  /**
   * Destroys what is left: the process may have ended after it had said that the device is erased,
   * and before it had destroyed everything.
   *
   * @param config of a device that is erased
   */
  static void finish(NodeConfig config) {
    if (config.part() instanceof NodeConfig.DevicePart device && device.guard().isPresent()) {
      try {
        List<String> onlyRemoved = of(config, device, device.guard().get()).run();
        if (!onlyRemoved.isEmpty()) {
          LOG.error("removed without being overwritten: {}", onlyRemoved);
        }
      } catch (IOException e) {
        LOG.error("not everything could be destroyed: {}", e.getMessage());
      }
    }
  }
}
