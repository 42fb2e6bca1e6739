package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that was started here, by number and time of start, so that another process that got
 * the same number later is never taken for it.
 *
 * @param pid its number
 * @param started in milliseconds since 1970
 */
record ProcessId(long pid, long started) {
  /** How much the kernel's idea of a start time may move with the clock. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  static ProcessId of(ProcessHandle handle) {
    return new ProcessId(
        handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH).toEpochMilli());
  }

  /** Reads a pid file; empty where there is none, or none that can be read. */
  static Optional<ProcessId> read(Path file) throws IOException {
    try {
      String[] words = Files.readString(file).strip().split(" ", 2);
      if (words.length == 2 && words[0].matches("[0-9]{1,9}") && words[1].matches("[0-9]{1,15}")) {
        return Optional.of(new ProcessId(Long.parseLong(words[0]), Long.parseLong(words[1])));
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    PrivateFiles.replace(file, pid + " " + started + "\n");
  }

  /** The living process, if it is still this one. */
  Optional<ProcessHandle> alive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            handle ->
                handle
                    .info()
                    .startInstant()
                    .map(at -> Math.abs(at.toEpochMilli() - started) <= TOLERANCE.toMillis())
                    .orElse(false));
  }
}
