package io.countersign.device;

import io.countersign.protocol.guard.SatelliteAsker;
import io.countersign.protocol.guard.SatellitePolicy;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.function.Supplier;

/**
 * What a guard needs to ask satellites (M28). Secrets: the asker's; the guard closes it.
 *
 * @param policy whose word is needed
 * @param asker makes questions and reads answers
 * @param link carries them
 * @param nonces 16 fresh random octets at each call
 */
public record SatelliteSetup(
    SatellitePolicy policy, SatelliteAsker asker, SatelliteLink link, Supplier<Octets> nonces) {
  @Override
  public String toString() {
    return "SatelliteSetup[" + policy.satellites() + ", redacted]";
  }
}
