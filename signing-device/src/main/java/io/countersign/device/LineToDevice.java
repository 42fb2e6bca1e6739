package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol.Urgency;
import io.countersign.protocol.wire.Subject;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a message server for its device, in the order of its coming and bounded, for each
 * sender too (M8): one at a time is on the link. Its places are taken before it is recorded, and
 * free when it has gone. Thread: one.
 */
final class LineToDevice {
  /** Of the bound of what waits, what is kept for attempts under way, as a divisor. */
  private static final int KEPT_FOR_ATTEMPTS = 4;

  /** Further places for probes, so that a full line does not look like a dead device. */
  private static final int KEPT_FOR_PROBES = 8;

  /** Longest that a probe or the most heads in one message are, with some to spare. */
  static final int MOST_PROBE_OCTETS = 12 * 1024;

  /** Probes of one sender that wait at once. */
  static final int MOST_PROBES = KEPT_FOR_PROBES / 2;

  private final DeviceLink link;
  private final DeviceLimits limits;
  private final Places places;
  private final Map<String, Integer> probes = new HashMap<>();
  private final Queue<Waiting> recorded = new ArrayDeque<>();
  private @Nullable Waiting onLink;

  /**
   * A message for the device.
   *
   * @param from its sender
   * @param about what its sender says that it is about
   */
  record Waiting(String from, Urgency urgency, Subject about, SealedEnvelope message) {
    private long octets() {
      return Intake.cost(message);
    }
  }

  LineToDevice(DeviceLink link, Ring ring, DeviceLimits limits) {
    this.link = link;
    this.limits = limits;
    this.places = new Places(ring, "waiting");
  }

  /** Messages that wait or are on the link. */
  int waiting() {
    return places.messages();
  }

  /**
   * How urgent a message is: what its sender says, but a probe is small, and of one sender few wait
   * at once. What is more than that is the ring's next record, or is made to look urgent.
   */
  Urgency believed(String from, Urgency claimed, SealedEnvelope message) {
    boolean few = probes.getOrDefault(from, 0) < MOST_PROBES;
    return claimed != Urgency.PROBE || (few && message.length() <= MOST_PROBE_OCTETS)
        ? claimed
        : Urgency.ATTEMPT;
  }

  /** Why there is no place for a message, or empty if there is one. */
  Optional<String> whyFull(Waiting next) {
    int messages = limits.messagesInWork();
    int octets = limits.octetsInWork();
    if (next.urgency() == Urgency.PROBE) {
      messages += KEPT_FOR_PROBES;
    } else if (next.urgency() == Urgency.NEW) {
      messages -= messages / KEPT_FOR_ATTEMPTS;
      octets -= octets / KEPT_FOR_ATTEMPTS;
    }
    return places.whyFull(next.from(), next.octets(), messages, octets);
  }

  /** Takes a place for a message that is {@link #add added} once it is recorded. */
  void reserve(Waiting next) {
    places.take(next.from(), next.octets());
    if (next.urgency() == Urgency.PROBE) {
      probes.merge(next.from(), 1, Integer::sum);
    }
  }

  void add(Waiting next) {
    recorded.add(next);
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
    Waiting next = recorded.remove();
    onLink = next;
    return Optional.of(link.send(next.message()));
  }

  /** What there was no connection for is lost; its sender's deadline notices. */
  void sent() {
    if (onLink != null) {
      places.freeOctets(onLink.from(), onLink.octets());
      places.freePlace(onLink.from());
      if (onLink.urgency() == Urgency.PROBE) {
        probes.merge(onLink.from(), -1, Integer::sum);
      }
      onLink = null;
    }
  }
}
