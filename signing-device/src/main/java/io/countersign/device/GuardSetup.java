package io.countersign.device;

import io.countersign.protocol.guard.BeatOpener;
import io.countersign.protocol.guard.Heartbeat;
import io.countersign.protocol.guard.Reading;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything a guard is made of (M27). Secrets: the opener's; the guard closes it.
 *
 * @param device name of the device
 * @param heartbeat the judgement, with the policy
 * @param opener reads datagrams
 * @param clock the clocks, read at each call
 * @param marks what outlives the process
 * @param vault closed; the guard opens and erases it
 * @param opening opens the shares anew, with the same engine; takes a second or so
 * @param log of the device
 * @param destroy destroys on disk what must not be left of an erased device; may be called again
 * @param beats where datagrams come in
 * @param threats what it does when something happens too often
 * @param satellites whom else it asks (M28), if anybody
 * @param alarms whom it tells of alarms
 */
public record GuardSetup(
    String device,
    Heartbeat heartbeat,
    BeatOpener opener,
    Supplier<Reading> clock,
    MarkStore marks,
    ShareVault vault,
    Supplier<ShareVault> opening,
    DeviceLog log,
    Destruction destroy,
    Beats beats,
    List<ThreatRule> threats,
    Optional<SatelliteSetup> satellites,
    AlarmSink alarms) {

  /** Destroys files. */
  @FunctionalInterface
  public interface Destruction {
    /**
     * @return what was removed without being overwritten, now or before, and why
     * @throws java.io.IOException naming what is left
     */
    List<String> run() throws java.io.IOException;
  }

  @Override
  public String toString() {
    return "GuardSetup[" + device + ", redacted]";
  }
}
