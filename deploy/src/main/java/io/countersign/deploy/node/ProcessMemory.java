package io.countersign.deploy.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of a process, as Linux tells it. */
public final class ProcessMemory {
  private static final Path SELF = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** Of this process, in octets; 0 where it cannot be told. */
  public static long residentBytes() {
    return residentBytes(SELF);
  }

  /** Of another process, in octets; 0 where it cannot be told. */
  public static long residentBytes(long pid) {
    return residentBytes(Path.of("/proc/" + pid + "/status"));
  }

  private static long residentBytes(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return 1024L * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
