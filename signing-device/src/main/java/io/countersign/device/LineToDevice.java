package io.countersign.device;

import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a message server for its device, in the order of its coming and bounded (M8): one
 * at a time is on the link. Its places are taken before it is recorded, and free when it has gone.
 * Thread: one.
 */
final class LineToDevice {
  /** Of the bound of what waits, what is kept for attempts under way, as a divisor. */
  private static final int KEPT_FOR_ATTEMPTS = 4;

  /** Further places for probes, so that a full line does not look like a dead device. */
  private static final int KEPT_FOR_PROBES = 8;

  private final DeviceLink link;
  private final DeviceLimits limits;
  private final Queue<SealedEnvelope> recorded = new ArrayDeque<>();
  private @Nullable SealedEnvelope onLink;
  private int waiting;
  private long octetsWaiting;

  LineToDevice(DeviceLink link, DeviceLimits limits) {
    this.link = link;
    this.limits = limits;
  }

  /** Messages that wait or are on the link. */
  int waiting() {
    return waiting;
  }

  /** Why there is no place for a message, or empty if there is one. */
  Optional<String> whyFull(Urgency urgency, SealedEnvelope message) {
    int messages = limits.messagesInWork();
    int octets = limits.octetsInWork();
    if (urgency == Urgency.PROBE) {
      messages += KEPT_FOR_PROBES;
    } else if (urgency == Urgency.NEW) {
      messages -= messages / KEPT_FOR_ATTEMPTS;
      octets -= octets / KEPT_FOR_ATTEMPTS;
    }
    if (waiting >= messages) {
      return Optional.of("has " + waiting + " messages waiting, its limit is " + messages);
    }
    return octetsWaiting + Intake.cost(message) > octets
        ? Optional.of(
            "has messages of " + octetsWaiting + " octets waiting, its limit is " + octets)
        : Optional.empty();
  }

  /** Takes a place for a message that is {@link #add added} once it is recorded. */
  void reserve(SealedEnvelope message) {
    waiting++;
    octetsWaiting += Intake.cost(message);
  }

  void add(SealedEnvelope message) {
    recorded.add(message);
  }

  /**
   * Begins with the next message.
   *
   * @return completes when it is on its way or lost, upon which the caller calls {@link #sent};
   *     empty if there is none, or one is on the link
   */
  Optional<CompletionStage<Boolean>> next() {
    if (onLink != null || recorded.isEmpty()) {
      return Optional.empty();
    }
    SealedEnvelope message = recorded.remove();
    onLink = message;
    return Optional.of(link.send(message));
  }

  /** What there was no connection for is lost; its sender's deadline notices. */
  void sent() {
    if (onLink != null) {
      waiting--;
      octetsWaiting -= Intake.cost(onLink);
      onLink = null;
    }
  }
}
