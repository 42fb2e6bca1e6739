package io.countersign.protocol.engine;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.security.Provider;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One place in the order of engines: made and tested when first asked for, then kept. */
final class EngineSlot {
  /** An engine that was made but not tested, or why it was not made. */
  record Attempt(@Nullable SecretArithmetic engine, String reason) {}

  private final String name;
  private final Supplier<Attempt> maker;
  private @Nullable Attempt outcome;

  EngineSlot(String name, Supplier<Attempt> maker) {
    this.name = name;
    this.maker = maker;
  }

  String name() {
    return name;
  }

  Optional<SecretArithmetic> engine() {
    return Optional.ofNullable(outcome().engine());
  }

  EngineReport report() {
    Attempt known = outcome();
    return new EngineReport(name, known.engine() != null, known.reason());
  }

  private synchronized Attempt outcome() {
    if (outcome == null) {
      Attempt made = maker.get();
      SecretArithmetic engine = made.engine();
      outcome =
          engine == null
              ? made
              : new EngineSelfTest(engine)
                  .failure()
                  .map(failure -> new Attempt(null, failure))
                  .orElse(made);
    }
    return outcome;
  }

  static Attempt openssl() {
    if (!Libcrypto.usable()) {
      return new Attempt(null, Libcrypto.description());
    }
    return LibcryptoCiphers.BOUND
        ? new Attempt(new OpensslEngine(), Libcrypto.description())
        : new Attempt(null, Libcrypto.description() + " lacks functions for ciphers and digests");
  }

  static Attempt java() {
    return new Attempt(new JavaEngine(), "BigInteger of Java " + Runtime.version().feature());
  }

  static Attempt conscrypt() {
    Optional<Provider> provider = FastProvider.forVerification();
    return provider
        .map(found -> new Attempt(new ConscryptEngine(found), FastProvider.reason()))
        .orElseGet(() -> new Attempt(null, FastProvider.reason()));
  }
}
