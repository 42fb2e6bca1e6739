package io.countersign.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has resident, as the system counts it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmRSS:";

  private ResidentMemory() {}

  /** Octets; where the system does not say, what the Java heap has taken. */
  static long octets() {
    try {
      for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(FIELD)) {
          String kibibytes = line.substring(FIELD.length()).replace("kB", "").strip();
          return 1024 * Long.parseLong(kibibytes);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Runtime.getRuntime().totalMemory();
    }
    return Runtime.getRuntime().totalMemory();
  }
}
