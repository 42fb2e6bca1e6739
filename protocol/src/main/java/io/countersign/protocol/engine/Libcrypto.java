package io.countersign.protocol.engine;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds and prepares OpenSSL's libcrypto, 3.0 or later, once in a process. A host without it, or
 * without what JNA needs, is no error: {@link #usable()} says false and {@link #description()} why.
 *
 * <p>Names are tried in order; the system property {@code countersign.libcrypto} replaces them by
 * one name or path. The unversioned name is left out on macOS, where loading it ends the process.
 */
final class Libcrypto {
  private static final String PROPERTY = "countersign.libcrypto";
  private static final List<String> LINUX = List.of("libcrypto.so.3", "libcrypto.so");
  private static final List<String> MACOS =
      List.of(
          "libcrypto.3.dylib",
          "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
          "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib");

  private static final long VERSION_WANTED = 0x3000_0000L;

  /**
   * No exit handler, which would free what other threads still use when the JVM ends; no
   * configuration file, which could load foreign code.
   */
  private static final long INIT_NO_ATEXIT_NO_CONFIG = 0x0008_0000L | 0x0000_0080L;

  /** Room for some 8,000 shares of 4096 bits; only pages in use are locked. */
  private static final long SECURE_HEAP_OCTETS = 4L << 20;

  private static final long SECURE_HEAP_SMALLEST = 64;

  /** What CRYPTO_secure_malloc_init returns; 0 is a failure. */
  private static final int SECURE_AND_LOCKED = 1;

  private static final int SECURE_NOT_LOCKED = 2;

  /** Whether libcrypto is loaded and its secure memory is set up, and on what, or why not. */
  private record Loaded(@Nullable NativeLibrary library, String description) {}

  private static final Loaded LOADED = load();

  private Libcrypto() {}

  static boolean usable() {
    return LOADED.library() != null;
  }

  static String description() {
    return LOADED.description();
  }

  /**
   * Binds further native methods of a class; each group of functions is bound on its own, so that a
   * libcrypto without one of them still serves the others.
   *
   * @return whether all of them are there
   */
  static boolean bind(Class<?> natives) {
    NativeLibrary library = LOADED.library();
    if (library == null) {
      return false;
    }
    try {
      Native.register(natives, library);
      return true;
    } catch (LinkageError missing) {
      return false;
    }
  }

  private static Loaded load() {
    try {
      if (Native.POINTER_SIZE != Long.BYTES) {
        return new Loaded(null, "libcrypto is used on 64-bit hosts only, this one has 32 bits");
      }
      return firstUsable(names());
    } catch (LinkageError noJna) {
      return new Loaded(null, "JNA cannot load its library: " + noJna.getMessage());
    }
  }

  private static List<String> names() {
    String forced = System.getProperty(PROPERTY);
    if (forced != null) {
      return List.of(forced);
    }
    return Platform.isMac() ? MACOS : LINUX;
  }

  private static Loaded firstUsable(List<String> names) {
    StringBuilder reasons =
        new StringBuilder("no libcrypto 3.0 or later (Debian: apt-get install libssl3)");
    for (String name : names) {
      try {
        NativeLibrary library = NativeLibrary.getInstance(name);
        Native.register(LibcryptoNumbers.class, library);
        long version = LibcryptoNumbers.OpenSSL_version_num();
        if (version >= VERSION_WANTED) {
          return prepared(library, readable(version));
        }
        reasons.append("; ").append(name).append(" is ").append(readable(version));
      } catch (LinkageError missing) {
        reasons.append("; ").append(name).append(": ").append(firstLine(missing));
      }
    }
    return new Loaded(null, reasons.toString());
  }

  /** Without its secure memory there is no erasing, so then it is not used at all. */
  private static Loaded prepared(NativeLibrary library, String version) {
    LibcryptoNumbers.OPENSSL_init_crypto(INIT_NO_ATEXIT_NO_CONFIG, 0);
    int secured =
        LibcryptoNumbers.CRYPTO_secure_malloc_init(SECURE_HEAP_OCTETS, SECURE_HEAP_SMALLEST);
    return switch (secured) {
      case SECURE_AND_LOCKED ->
          new Loaded(library, version + ", secrets locked in memory and left out of core files");
      case SECURE_NOT_LOCKED ->
          new Loaded(
              library,
              version
                  + ", secrets NOT locked in memory (raise the limit of locked memory to "
                  + (SECURE_HEAP_OCTETS >> 10)
                  + " KiB)");
      default ->
          new Loaded(
              null,
              version
                  + " gave no secure memory of "
                  + (SECURE_HEAP_OCTETS >> 10)
                  + " KiB, so secrets could not be erased");
    };
  }

  private static String readable(long version) {
    return String.format(
        Locale.ROOT,
        "OpenSSL %d.%d.%d",
        version >>> 28,
        version >>> 20 & 0xff,
        version >>> 4 & 0xffff);
  }

  private static String firstLine(LinkageError error) {
    String line = String.valueOf(error.getMessage()).lines().findFirst().orElse("not found");
    return line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
  }

  /**
   * Checks the result of a libcrypto function.
   *
   * @throws IllegalStateException with libcrypto's reason, if it is not positive
   */
  static void check(int result, String function) {
    if (result <= 0) {
      throw failed(function);
    }
  }

  /** Checks the address that a libcrypto function returned. */
  static long checked(long address, String function) {
    if (address == 0) {
      throw failed(function);
    }
    return address;
  }

  private static IllegalStateException failed(String function) {
    byte[] text = new byte[256];
    LibcryptoNumbers.ERR_error_string_n(LibcryptoNumbers.ERR_peek_last_error(), text, text.length);
    LibcryptoNumbers.ERR_clear_error();
    return new IllegalStateException(
        "libcrypto " + function + " failed: " + new String(text, StandardCharsets.US_ASCII).trim());
  }
}
