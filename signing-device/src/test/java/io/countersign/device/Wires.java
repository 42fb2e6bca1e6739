package io.countersign.device;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.EnvelopeOpener;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The coordinator's end of the wire: it seals what it sends and opens what comes. */
final class Wires implements Outbox {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EnvelopeSealer sealer;
  private final EnvelopeOpener opener;
  private final BlockingQueue<SealedEnvelope> inbox = new LinkedBlockingQueue<>();

  Wires(String self, Clock clock) {
    IdentitySigner identity = Bench.TEST_RING.identity(self);
    AgreementKey agreement = Bench.TEST_RING.agreement(self);
    this.sealer =
        new EnvelopeSealer(self, Bench.RING, identity::sign, agreement, clock, new SecureRandom());
    this.opener = new EnvelopeOpener(self, Bench.RING, Set.of(Role.DEVICE), agreement, clock);
  }

  @Override
  public void send(String to, SealedEnvelope message) {
    inbox.add(message);
  }

  SealedEnvelope seal(String to, DeviceProtocol message) {
    return sealer.seal(to, message);
  }

  /** The next message that came. */
  DeviceProtocol receive() throws InterruptedException {
    SealedEnvelope sealed = inbox.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (sealed == null) {
      throw new AssertionError("nothing came within " + PATIENCE);
    }
    return (DeviceProtocol) opener.open(sealed).message();
  }

  <T> T receive(Class<T> wanted) throws InterruptedException {
    DeviceProtocol message = receive();
    if (!wanted.isInstance(message)) {
      throw new AssertionError("got " + message + ", want " + wanted);
    }
    return wanted.cast(message);
  }

  boolean isEmpty() {
    return inbox.isEmpty();
  }
}
