package io.countersign.agent;

import org.jspecify.annotations.Nullable;

/**
 * A card or its PIN cannot be used. The message names the file and what to do; it never holds the
 * PIN.
 */
public final class CardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CardException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  CardException(String message) {
    this(message, null);
  }
}
