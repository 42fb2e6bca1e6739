package io.countersign.deploy.drill;

import io.countersign.deploy.local.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets the clocks of single processes with libfaketime. The kernel's {@code /proc/uptime} stays as
 * it is, which is why the guard looks there.
 *
 * @param library the file that is loaded before others
 */
public record FakeTime(Path library) {
  private static final String NAME = "libfaketimeMT.so.1";

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime"),
          Path.of("/usr/lib64/faketime"),
          Path.of("/usr/lib/faketime"),
          Path.of("/usr/local/lib/faketime"));

  /** Where it is installed. */
  public static Optional<FakeTime> find() {
    return PLACES.stream()
        .map(place -> place.resolve(NAME))
        .filter(Files::isReadable)
        .findFirst()
        .map(FakeTime::new);
  }

  /**
   * The environment of a process whose clocks follow a file.
   *
   * @param monotonic whether the monotonic clock is set with the wall clock
   */
  Map<String, String> environment(Path file, boolean monotonic) {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_NO_CACHE",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        monotonic ? "0" : "1",
        // How its waits are counted: wrongly told, they return at once, or never.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        monotonic ? "1" : "0");
  }

  /** Sets the clocks of who follows the file. */
  static void set(Path file, long seconds) throws IOException {
    PrivateFiles.replace(file, (seconds < 0 ? "" : "+") + seconds + "\n");
  }
}
