package io.countersign.device;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.RecordTaker;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Everything a device node is made of.
 *
 * <p>Secrets: identity, agreement and vault hold them; none prints them. The running device closes
 * vault and log when it stops; the caller closes identity and agreement afterwards.
 *
 * @param name of the device, a party of the ring with role {@code device}
 * @param ring the checked record that the node obeys
 * @param identity the device's own signature key, the one in the ring's record
 * @param agreement the device's own agreement key, the one in the ring's record
 * @param vault its shares, opened
 * @param log its log, opened; the fold over it is the device's memory
 * @param outbox where sealed answers leave
 * @param clock wall clock, for validity
 * @param random for blinding and the name of this life's channel
 * @param limits what it takes on
 * @param gate whether it may act
 * @param records where it keeps the ring's records after number 0
 */
public record DeviceSetup(
    String name,
    Ring ring,
    IdentitySigner identity,
    AgreementKey agreement,
    ShareVault vault,
    DeviceLog log,
    Outbox outbox,
    Clock clock,
    SecureRandom random,
    DeviceLimits limits,
    Gate gate,
    RecordTaker.Keeper records) {
  /**
   * Checks that identity and agreement key are those that the ring's record names.
   *
   * @throws IllegalArgumentException if the ring has no such device, or another key for it
   */
  public DeviceSetup {
    Ring.Party self =
        ring.party(name)
            .filter(party -> party.role() == Role.DEVICE)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ring " + ring.name() + " has no device named " + name));
    String serial = identity.publicKey().serial();
    if (!self.serial().equals(serial)) {
      throw new IllegalArgumentException(
          "the identity key of "
              + name
              + " has serial "
              + serial
              + ", the ring's record names "
              + self.serial());
    }
    if (!self.agreement().equals(Octets.of(agreement.spki()))) {
      throw new IllegalArgumentException(
          "the agreement key of " + name + " is not the one that the ring's record names");
    }
  }

  /** The same device under a guard. */
  DeviceSetup guardedBy(Gate guard) {
    return new DeviceSetup(
        name, ring, identity, agreement, vault, log, outbox, clock, random, limits, guard, records);
  }

  Ring.Party self() {
    return ring.party(name).orElseThrow();
  }

  @Override
  public String toString() {
    return "DeviceSetup[" + name + ", redacted]";
  }
}
