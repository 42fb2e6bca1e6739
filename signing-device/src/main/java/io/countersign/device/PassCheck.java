package io.countersign.device;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.wire.Opening;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.SealedEnvelopeSerializer;
import io.countersign.protocol.wire.ServerProtocol.Pass;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import io.countersign.protocol.wire.Subject;
import io.countersign.protocol.wire.WireException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a message server hands on to its device (M8). It cannot read what it hands on, so what a
 * sender says of it counts for no more than it may cost. Thread: one.
 */
final class PassCheck {
  private final MessageServerSetup setup;
  private final LockOuts lockOuts;
  private final LineToDevice line;
  private final String device;

  PassCheck(MessageServerSetup setup, LockOuts lockOuts, LineToDevice line) {
    this.setup = setup;
    this.lockOuts = lockOuts;
    this.line = line;
    this.device = setup.device();
  }

  /**
   * What is to be handed on.
   *
   * @throws WireException if it is for another device, of another sender or no envelope; sent by
   *     this sender
   */
  LineToDevice.Waiting read(String from, Pass message) {
    SealedEnvelope inner = inner(from, message);
    Urgency urgency = line.believed(from, message.urgency(), inner);
    Subject about = new Subject(message.request(), message.attempt());
    return new LineToDevice.Waiting(from, urgency, about, inner);
  }

  /** Whoever carries a message believes nothing in it but whom it is from and for. */
  private SealedEnvelope inner(String from, Pass message) {
    try {
      SealedEnvelope inner = SealedEnvelopeSerializer.read(message.envelope().toByteArray());
      Opening claimed = Opening.claimedIn(inner);
      if (!claimed.from().equals(from) || !claimed.to().equals(device)) {
        throw new WireException(
            "server:address",
            "the inner envelope is from '%s' for '%s', the outer from %s for the server of %s"
                .formatted(
                    Name.printable(claimed.from()), Name.printable(claimed.to()), from, device));
      }
      return inner;
    } catch (WireException e) {
      throw e.sentBy(from);
    }
  }

  /** What its sender is answered if it is not handed on at this moment; empty if it is. */
  Optional<Refusal> refusal(LineToDevice.Waiting next, Duration now) {
    if (next.urgency() != Urgency.PROBE) {
      Optional<Refusal> out = lockOuts.refusal(setup.name(), next.from(), now);
      if (out.isPresent()) {
        return out;
      }
    }
    return line.whyFull(next).map(full -> busy(full, setup.limits().retryAfter()));
  }

  private Refusal busy(String reason, Duration retryAfter) {
    return Refusal.busy(setup.name() + " " + reason, retryAfter.toMillis());
  }
}
