package io.countersign.protocol.engine;

import java.security.Provider;
import java.util.Optional;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** Conscrypt as a provider of this process's own, never registered globally (STACK.md). */
public final class FastProvider {
  private record Loaded(@Nullable Provider provider, String reason) {}

  private FastProvider() {}

  /** For verifying RS256 and ES256 quickly; empty where Conscrypt has no library for the host. */
  public static Optional<Provider> forVerification() {
    return Optional.ofNullable(Holder.LOADED.provider());
  }

  /** What was loaded, or why nothing was. */
  static String reason() {
    return Holder.LOADED.reason();
  }

  private static final class Holder {
    static final Loaded LOADED = load();

    private static Loaded load() {
      try {
        Conscrypt.Version version = Conscrypt.version();
        return new Loaded(
            Conscrypt.newProviderBuilder().build(),
            "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch());
      } catch (LinkageError missing) {
        return new Loaded(null, "Conscrypt has no library for this host: " + missing.getMessage());
      }
    }
  }
}
