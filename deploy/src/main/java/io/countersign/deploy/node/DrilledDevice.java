package io.countersign.deploy.node;

import io.countersign.deploy.config.ConfigException;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.device.AlarmSink;
import io.countersign.device.DeviceErased;
import io.countersign.device.DeviceLog;
import io.countersign.device.GuardDrill;
import io.countersign.device.GuardSetup;
import io.countersign.device.ShareVault;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A throw-away device opened from its folder as a node opens it, with a drill in the place of the
 * signing device and no cluster. Secrets: the device's keys and, while armed, its shares.
 */
public final class DrilledDevice implements AutoCloseable {
  private final NodeKeys keys;
  private final DeviceLog log;
  private final ShareVault vault;
  private final Optional<GuardDrill> drill;

  private DrilledDevice(
      NodeKeys keys, DeviceLog log, ShareVault vault, Optional<GuardDrill> drill) {
    this.keys = keys;
    this.log = log;
    this.vault = vault;
    this.drill = drill;
  }

  /**
   * Opens one.
   *
   * @param conf its node.conf
   * @param guarded whether the guard of the file is set up; else the shares are open at once, which
   *     tells what the guard costs
   * @return empty if it is erased: what was left of it is destroyed
   * @throws IOException if its log, its mark or the clock cannot be read
   */
  public static Optional<DrilledDevice> open(Path conf, boolean guarded, Clock clock)
      throws IOException {
    try {
      return Optional.of(opened(NodeConfigReader.read(conf), guarded, clock));
    } catch (ConfigException e) {
      if (e.erased().isEmpty()) {
        throw e;
      }
      Erasing.finish(e.erased().get());
      return Optional.empty();
    }
  }

  private static DrilledDevice opened(NodeConfig config, boolean guarded, Clock clock)
      throws IOException {
    if (!(config.part() instanceof NodeConfig.DevicePart device) || device.guard().isEmpty()) {
      throw new IllegalArgumentException(config.node() + " is no device with a guard");
    }
    NodeKeys keys = NodeKeys.open(config, clock);
    SecretArithmetic engine = DevicePart.engine(device.engine());
    Supplier<ShareVault> opening =
        () -> DevicePart.openVault(device, keys.ring(), config.node(), engine);
    DeviceLog log = DeviceLog.open(config.log(), config.node(), keys.identity(), clock);
    if (!guarded) {
      return new DrilledDevice(keys, log, opening.get(), Optional.empty());
    }
    ShareVault vault = ShareVault.closed(engine);
    GuardSetup guard =
        GuardParts.open(
            config, device, device.guard().get(), keys, vault, opening, log, AlarmSink.NONE, clock);
    return new DrilledDevice(
        keys, log, vault, Optional.of(new GuardDrill(guard, keys.ring(), keys.identity())));
  }

  /** The guard and what acts under it; empty if it was opened without. */
  public Optional<GuardDrill> drill() {
    return drill;
  }

  /** Whether this is how a guard ends that has erased its device. */
  public static boolean isErasing(Throwable failure) {
    return Failures.exitOf(failure) == NodeExit.ERASED || failure instanceof DeviceErased;
  }

  /** Erases the shares in memory, then closes log and keys. */
  @Override
  public void close() throws IOException {
    vault.close();
    log.close();
    keys.close();
  }

  @Override
  public String toString() {
    return "DrilledDevice[redacted]";
  }
}
