package io.countersign.protocol.engine;

import com.sun.jna.NativeLibrary;

/** As {@link FallbackProbe} in a process in which libcrypto's secure memory cannot be set up. */
final class NoSecureMemoryProbe {
  private NoSecureMemoryProbe() {}

  public static void main(String[] args) throws Exception {
    // It is set up once in a process; who comes second gets 0, as where memory is short.
    NativeLibrary.getInstance("libcrypto.so.3")
        .getFunction("CRYPTO_secure_malloc_init")
        .invokeInt(new Object[] {65_536L, 64L});
    FallbackProbe.main(args);
  }
}
