package io.countersign.device;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places of what waits, bounded for all senders together and for each (M8): while several
 * coordinators are in force, one of them gets at most half, so that whatever he sends there is room
 * for the others. His share has room for one message of any length. Thread: one.
 */
final class Places {
  /** Of all places, what one of several senders gets, as a divisor. */
  private static final int SHARE = 2;

  private static final Used NOTHING = new Used(0, 0);

  private final Ring ring;
  private final String where;
  private final Map<String, Used> bySender = new HashMap<>();
  private Used all = NOTHING;

  private record Used(int messages, long octets) {
    private Used and(int moreMessages, long moreOctets) {
      return new Used(messages + moreMessages, octets + moreOctets);
    }
  }

  /**
   * @param where completes "has 3 messages ..."
   */
  Places(Ring ring, String where) {
    this.ring = ring;
    this.where = where;
  }

  /** How many are taken. */
  int messages() {
    return all.messages;
  }

  /** Why there is no place for a message of so many octets, or empty if there is one. */
  Optional<String> whyFull(String sender, long octets, int mostMessages, long mostOctets) {
    Optional<String> full = whyFull(all, octets, mostMessages, mostOctets, "");
    if (full.isPresent() || ring.inForce(Role.COORDINATOR).size() < 2) {
      return full;
    }
    Used own = bySender.getOrDefault(sender, NOTHING);
    long share = own.octets == 0 ? mostOctets : mostOctets / SHARE;
    return whyFull(own, octets, Math.max(1, mostMessages / SHARE), share, " of " + sender);
  }

  private Optional<String> whyFull(
      Used used, long octets, int mostMessages, long mostOctets, String whose) {
    if (used.messages >= mostMessages) {
      return Optional.of(
          "has %d messages%s %s, its limit is %d"
              .formatted(used.messages, whose, where, mostMessages));
    }
    return used.octets + octets > mostOctets
        ? Optional.of(
            "has messages%s of %d octets %s, its limit is %d"
                .formatted(whose, used.octets, where, mostOctets))
        : Optional.empty();
  }

  void take(String sender, long octets) {
    add(sender, 1, octets);
  }

  /** A message is still there, but its octets are not. */
  void freeOctets(String sender, long octets) {
    add(sender, 0, -octets);
  }

  void freePlace(String sender) {
    add(sender, -1, 0);
  }

  private void add(String sender, int messages, long octets) {
    all = all.and(messages, octets);
    Used own = bySender.getOrDefault(sender, NOTHING).and(messages, octets);
    if (own.equals(NOTHING)) {
      bySender.remove(sender);
    } else {
      bySender.put(sender, own);
    }
  }
}
