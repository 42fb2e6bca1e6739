package io.countersign.device;

import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happens to a {@link DeviceGuard}. */
sealed interface GuardMessage {
  /**
   * A datagram came.
   *
   * @param inbox in which it waited
   */
  record Arrived(Octets datagram, BeatInbox inbox) implements GuardMessage {}

  /** Time went by. */
  record Ticked() implements GuardMessage {}

  /**
   * A record was written, or not.
   *
   * @param arming for which it was, 0 for none
   */
  record Logged(long arming, boolean durable) implements GuardMessage {}

  /** The shares were opened, or not. */
  record Opened(long arming, @Nullable ShareVault vault, @Nullable Throwable failure)
      implements GuardMessage {}

  /**
   * It was tried to save a mark.
   *
   * @param problem why it is not durable, if it is not
   */
  record MarkTried(Mark mark, Optional<String> problem) implements GuardMessage {}

  /** Nothing is left, and that is recorded. */
  record Dead() implements GuardMessage {}

  /** Something happened at the device's front. */
  record Threatened(ThreatEvent event) implements GuardMessage {}
}
