package io.countersign.device;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.RecordTaker;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Everything a message server is made of (M8). It has its own keys and none of its device's.
 *
 * <p>Secrets: identity and agreement hold them; none prints them. The running server closes link
 * and log when it stops; the caller closes identity and agreement afterwards.
 *
 * @param name of the server, a party of the ring with role {@code message-server}
 * @param ring the checked record that the node obeys
 * @param identity its own signature key, the one in the ring's record
 * @param agreement its own agreement key, the one in the ring's record
 * @param log the system log of what goes in and out, opened
 * @param link to its device
 * @param outbox where what it and its device say leaves
 * @param clock wall clock, for validity
 * @param random for the name of this life's channel
 * @param limits what it takes on, of which it uses those of the front
 * @param records where it keeps the ring's records after number 0
 * @param lockOuts whom its log says that it has locked out
 */
public record MessageServerSetup(
    String name,
    Ring ring,
    IdentitySigner identity,
    AgreementKey agreement,
    NodeLog log,
    DeviceLink link,
    Outbox outbox,
    Clock clock,
    SecureRandom random,
    DeviceLimits limits,
    RecordTaker.Keeper records,
    LockOutMemory lockOuts) {
  /**
   * Checks that identity and agreement key are those that the ring's record names.
   *
   * @throws IllegalArgumentException if the ring has no such message server, or another key for it
   */
  public MessageServerSetup {
    Ring.Party self =
        ring.party(name)
            .filter(party -> party.role() == Role.MESSAGE_SERVER)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ring " + ring.name() + " has no message server named " + name));
    if (!self.serial().equals(identity.publicKey().serial())
        || !self.agreement().equals(Octets.of(agreement.spki()))) {
      throw new IllegalArgumentException(
          "the keys of " + name + " are not those that the ring's record names");
    }
  }

  /** Name of its device. */
  String device() {
    return ring.servedBy(ring.party(name).orElseThrow()).name();
  }

  @Override
  public String toString() {
    return "MessageServerSetup[" + name + ", redacted]";
  }
}
