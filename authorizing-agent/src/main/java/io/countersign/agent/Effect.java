package io.countersign.agent;

import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.AgentProtocol;
import org.jspecify.annotations.Nullable;

/**
 * What an agent wants done, in order. What rests on an {@link Append} is wanted only once {@link
 * Input.Synced} says that it is durable.
 */
sealed interface Effect {

  /** Have the card sign, away from the actor's thread. */
  record SignWithCard(Octets request, Approval approval) implements Effect {}

  /** Record an approval of a request, durably (I7), and tell when it is. */
  record Append(Octets request, LogEntry entry) implements Effect {}

  /** Answer a coordinator. */
  record Send(String to, AgentProtocol message) implements Effect {}

  /** Record a refusal, if not too many like it are being recorded (I8). */
  record Note(@Nullable Octets request, String check, String detail) implements Effect {}
}
