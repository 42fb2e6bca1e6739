package io.countersign.protocol.engine;

import java.security.Provider;
import java.util.Optional;

/** Conscrypt as a provider of this process's own, never registered globally (STACK.md). */
public final class FastProvider {
  private FastProvider() {}

  /** For verifying RS256 and ES256 quickly; empty where Conscrypt has no library for the host. */
  public static Optional<Provider> forVerification() {
    return Optional.empty();
  }
}
