package io.countersign.deploy.node;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.guard.BeatPort;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.guard.MarkFile;
import io.countersign.deploy.guard.SoftwareHash;
import io.countersign.device.AlarmSink;
import io.countersign.device.DeviceLog;
import io.countersign.device.GuardSetup;
import io.countersign.device.SatelliteSetup;
import io.countersign.device.ShareVault;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.guard.BeatOpener;
import io.countersign.protocol.guard.Heartbeat;
import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.guard.PairSecret;
import io.countersign.protocol.guard.Reading;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts the guard of a device together (M27). */
final class GuardParts {
  private GuardParts() {}

  /**
   * @throws IllegalArgumentException if a source is no heartbeat source of the ring, or a satellite
   *     is none
   * @throws NodeStopException if the mark is missing, damaged or another device's
   * @throws IOException if this machine has no boot clock, or the software cannot be read
   */
  static GuardSetup open(
      NodeConfig config,
      NodeConfig.DevicePart device,
      NodeConfig.GuardPart guard,
      NodeKeys keys,
      ShareVault vault,
      Supplier<ShareVault> opening,
      DeviceLog log,
      AlarmSink alarms,
      Clock clock)
      throws IOException {
    Ring ring = keys.ring();
    MarkFile marks = new MarkFile(guard.folder(), config.node(), keys.identity());
    Mark mark;
    try {
      mark = marks.read();
    } catch (IOException e) {
      throw new NodeStopException(NodeExit.INTEGRITY, String.valueOf(e.getMessage()), e);
    }
    Supplier<Reading> readings = BootClock.ofThisMachine(clock);
    boolean over = isOver(guard, mark, readings.get());
    Octets software = over ? Octets.EMPTY : SoftwareHash.ofThisProcess();
    Heartbeat heartbeat = new Heartbeat(guard.policy(), ring.epoch(), software);
    // Last, for only the guard closes their secrets.
    BeatOpener opener = over ? new BeatOpener(config.node()) : opener(config, guard, keys);
    Optional<SatelliteSetup> satellites =
        over ? Optional.empty() : satellites(config, guard, keys, opener);
    return new GuardSetup(
        config.node(),
        heartbeat,
        opener,
        readings,
        marks,
        vault,
        opening,
        log,
        Erasing.of(config, device, guard),
        new BeatPort(guard.listen()),
        guard.threats(),
        satellites,
        alarms);
  }

  /**
   * Whether the device is erased as soon as its guard begins: it will hear nobody, so nothing that
   * is wrong with its sources or satellites may keep it from that.
   */
  private static boolean isOver(NodeConfig.GuardPart guard, Mark mark, Reading now) {
    Heartbeat heartbeat = new Heartbeat(guard.policy(), 0, Octets.EMPTY);
    Heartbeat.State state = heartbeat.tick(heartbeat.begin(mark, now), now).state();
    return state.phase() == Heartbeat.Phase.ERASED;
  }

  private static Optional<SatelliteSetup> satellites(
      NodeConfig config, NodeConfig.GuardPart guard, NodeKeys keys, BeatOpener opener) {
    try {
      return guard.satellites().map(policy -> SatelliteParts.setup(config, policy, keys));
    } catch (IllegalArgumentException | IllegalStateException failed) {
      opener.close();
      throw failed;
    }
  }

  private static BeatOpener opener(NodeConfig config, NodeConfig.GuardPart guard, NodeKeys keys) {
    Ring ring = keys.ring();
    BeatOpener opener =
        new BeatOpener(
            config.node(), name -> ring.party(name).filter(Ring.Party::revoked).isPresent());
    try {
      for (String source : guard.policy().sources()) {
        Ring.Party party =
            ring.party(source)
                .filter(p -> p.role() == Role.HEARTBEAT)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "device.guard.sources: the ring has no heartbeat source " + source));
        opener.add(party, PairSecret.of(ring.name(), keys.agreement(), party.agreement()));
      }
      return opener;
    } catch (IllegalArgumentException | IllegalStateException failed) {
      opener.close();
      throw failed;
    }
  }
}
