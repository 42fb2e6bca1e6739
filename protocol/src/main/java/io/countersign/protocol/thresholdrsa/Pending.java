package io.countersign.protocol.thresholdrsa;

import java.util.Optional;

/** Stands where a body follows. */
final class Pending {
  private Pending() {}

  @SuppressWarnings("TypeParameterUnusedInFormals")
  static <T> T value() {
    return Optional.<T>empty().orElseThrow();
  }
}
