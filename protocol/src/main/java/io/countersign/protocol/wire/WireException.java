package io.countersign.protocol.wire;

import java.util.Optional;

/**
 * A message that is refused before it reaches anyone: malformed, unauthentic, stale, repeated or
 * not for us.
 */
public final class WireException extends RuntimeException {
  private final String check;
  private final String sender;

  public WireException(String check, String detail) {
    this(check, check + ": " + detail, "");
  }

  private WireException(String check, String message, String sender) {
    super(message);
    this.check = check;
    this.sender = sender;
  }

  /** The same of a message that this sender, and nobody else, sealed. */
  public WireException sentBy(String name) {
    return new WireException(check, String.valueOf(getMessage()), name);
  }

  /** Who sealed the message, if that was found out before it was refused. */
  public Optional<String> sender() {
    return sender.isEmpty() ? Optional.empty() : Optional.of(sender);
  }

  /** The check that failed, such as {@code envelope:signature}. */
  public String check() {
    return check;
  }
}
