package io.countersign.deploy.node;

import akka.actor.typed.Behavior;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.guard.AlarmHook;
import io.countersign.deploy.tls.Secrets;
import io.countersign.device.AlarmSink;
import io.countersign.device.DeviceLimits;
import io.countersign.device.DeviceLog;
import io.countersign.device.DeviceSetup;
import io.countersign.device.Gate;
import io.countersign.device.GuardSetup;
import io.countersign.device.GuardedDevice;
import io.countersign.device.LockOutPolicy;
import io.countersign.device.ShareVault;
import io.countersign.device.SigningDevice;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.FileLogStore;
import io.countersign.protocol.log.LogStore;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A signing device: its log verified and replayed, its shares opened into the engine. */
final class DevicePart implements NodePart {
  private static final Logger LOG = LoggerFactory.getLogger(DevicePart.class);

  private final String name;
  private final NodeKeys keys;
  private final ShareVault vault;
  private final DeviceLog log;
  private final Clock clock;
  private final LockOutPolicy lockOut;
  private final Optional<GuardSetup> guard;
  private final Optional<AlarmHook> hook;

  private DevicePart(
      String name,
      NodeKeys keys,
      ShareVault vault,
      DeviceLog log,
      Clock clock,
      LockOutPolicy lockOut,
      Optional<GuardSetup> guard,
      Optional<AlarmHook> hook) {
    this.hook = hook;
    this.lockOut = lockOut;
    this.guard = guard;
    this.name = name;
    this.keys = keys;
    this.vault = vault;
    this.log = log;
    this.clock = clock;
  }

  /**
   * @param storage what stands between the log and its disk; the disk itself but in test builds
   * @throws IOException if the log is damaged, in use or cannot be opened
   * @throws io.countersign.protocol.engine.ShareFileException if the passphrase is wrong
   */
  static DevicePart open(
      NodeConfig config,
      NodeConfig.DevicePart device,
      NodeKeys keys,
      Clock clock,
      UnaryOperator<LogStore> storage)
      throws IOException {
    SecretArithmetic engine = engine(device.engine());
    Engines.report().forEach(report -> LOG.info("{}", report));
    Supplier<ShareVault> opening = () -> openVault(device, keys.ring(), config.node(), engine);
    ShareVault vault = device.guard().isEmpty() ? opening.get() : ShareVault.closed(engine);
    vault.problems().forEach(problem -> LOG.error("{}", problem));
    if (device.guard().isEmpty()) {
      LOG.warn(
          "shares {} held by engine {}{}; this device has no guard, they stay open whatever happens",
          vault.ready(),
          engine.name(),
          engine.eraseGuarantee() ? "" : " (no erase guarantee)");
    }
    DeviceLog log =
        DeviceLog.open(
            storage.apply(FileLogStore.open(config.log())), config.node(), keys.identity(), clock);
    log.torn().ifPresent(torn -> LOG.warn("an interrupted write was set aside: {}", torn));
    log.agree(keys.ring());
    Optional<AlarmHook> hook =
        device
            .guard()
            .flatMap(NodeConfig.GuardPart::webhook)
            .map(uri -> new AlarmHook(uri, config.ring(), clock, AlarmHook.PAUSES));
    AlarmSink alarms = hook.<AlarmSink>map(h -> h).orElse(AlarmSink.NONE);
    Optional<GuardSetup> guard = Optional.empty();
    if (device.guard().isPresent()) {
      guard =
          Optional.of(
              GuardParts.open(
                  config, device, device.guard().get(), keys, vault, opening, log, alarms, clock));
    }
    return new DevicePart(config.node(), keys, vault, log, clock, device.lockOut(), guard, hook);
  }

  static ShareVault openVault(
      NodeConfig.DevicePart device, Ring ring, String name, SecretArithmetic engine) {
    try (Passphrase passphrase = Secrets.passphrase(device.passphraseFile())) {
      return ShareVault.open(device.shares(), ring, name, passphrase, engine);
    }
  }

  static SecretArithmetic engine(String name) {
    if (name.equals("auto")) {
      return Engines.best();
    }
    try {
      return Engines.named(name);
    } catch (IllegalStateException e) {
      throw new NodeStopException(
          NodeExit.CONFIG, e.getMessage() + ": mend that, or set device.engine = auto", e);
    }
  }

  @Override
  public Behavior<SealedEnvelope> party(Outbox outbox) {
    DeviceSetup device =
        new DeviceSetup(
            name,
            keys.ring(),
            keys.identity(),
            keys.agreement(),
            vault,
            log,
            outbox,
            clock,
            new SecureRandom(),
            DeviceLimits.DEFAULT.with(lockOut),
            Gate.ALWAYS,
            keys.records());
    return guard
        .map(setup -> GuardedDevice.create(setup, device))
        .orElseGet(() -> SigningDevice.create(device));
  }

  @Override
  public void ended() {
    hook.ifPresent(AlarmHook::close);
  }
}
