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
 * sender says of it is believed within bounds; and all but probes is recorded, so that a sender of
 * garbage is bounded, too (I8). Thread: one.
 */
final class PassCheck {
  /**
   * Messages of one sender that are recorded and handed on: at once, for each request that a device
   * remembers, what one attempt needs of it, a vote and a partial signature; in the long run, as
   * many a second as a device has in work. The people who approve are not faster, and the records
   * of one who sends garbage are some 7 GB a day.
   */
  static final int AT_ONCE = 2 * DeviceLimits.DEFAULT.openRequests();

  static final int PER_SECOND = DeviceLimits.DEFAULT.messagesInWork();

  /** Probes are not recorded; a coordinator sends two a second, and heads every ten seconds. */
  static final int PROBES_AT_ONCE = 100;

  static final int PROBES_PER_SECOND = 20;

  private final PassBudget recorded = new PassBudget(AT_ONCE, PER_SECOND);
  private final PassBudget probes = new PassBudget(PROBES_AT_ONCE, PROBES_PER_SECOND);
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
  LineToDevice.Waiting read(String from, Pass message, Duration now) {
    SealedEnvelope inner = inner(from, message);
    Urgency urgency = line.believed(from, message.urgency(), inner);
    if (urgency == Urgency.PROBE && probes.lacking(from, now).isZero()) {
      probes.spend(from, now);
      return new LineToDevice.Waiting(from, urgency, Subject.NONE, inner);
    }
    Subject about = new Subject(message.request(), message.attempt());
    return new LineToDevice.Waiting(
        from, urgency == Urgency.PROBE ? Urgency.ATTEMPT : urgency, about, inner);
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
    Optional<String> full = line.whyFull(next);
    if (full.isPresent()) {
      return Optional.of(busy(full.get(), setup.limits().retryAfter()));
    }
    if (next.urgency() == Urgency.PROBE) {
      return Optional.empty();
    }
    Duration lacking = recorded.lacking(next.from(), now);
    if (lacking.isZero()) {
      recorded.spend(next.from(), now);
      return Optional.empty();
    }
    String reason =
        "has recorded %d messages of %s, its limit is that and %d a second"
            .formatted(AT_ONCE, next.from(), PER_SECOND);
    Duration least = setup.limits().retryAfter();
    return Optional.of(busy(reason, lacking.compareTo(least) < 0 ? least : lacking));
  }

  private Refusal busy(String reason, Duration retryAfter) {
    return Refusal.busy(setup.name() + " " + reason, retryAfter.toMillis());
  }
}
