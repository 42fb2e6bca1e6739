package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that was started here, by number and time of start, so that another process that got
 * the same number later is never taken for it.
 *
 * <p>Where the kernel tells, the time is counted in ticks since the boot of that id, which no step
 * of the clock moves; a start time of the calendar is computed from the clock and moves with it.
 *
 * @param pid its number
 * @param started in ticks since the boot; in milliseconds since 1970 where {@code boot} is empty
 * @param boot the kernel's id of the boot; empty where there is no {@code /proc}, and in files of
 *     earlier versions
 */
record ProcessId(long pid, long started, String boot) {
  /** How much a start time of the calendar may differ. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,9}) ([0-9]{1,18})(?: ([0-9a-f-]{1,64}))?");

  private static final Path PROC = Path.of("/proc");

  /** The third field of {@code /proc/PID/stat} is the first after the name; this is the 22nd. */
  private static final int START_AFTER_NAME = 19;

  /** States of a process that has ended and waits for its parent to notice. */
  private static final List<String> ENDED = List.of("Z", "X", "x");

  static ProcessId of(ProcessHandle handle) {
    return ofKernel(handle.pid())
        .orElseGet(
            () ->
                new ProcessId(
                    handle.pid(),
                    handle.info().startInstant().orElse(Instant.EPOCH).toEpochMilli(),
                    ""));
  }

  /** Reads a pid file; empty where there is none, or none that can be read. */
  static Optional<ProcessId> read(Path file) throws IOException {
    try {
      Matcher text = TEXT.matcher(Files.readString(file).strip());
      if (!text.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new ProcessId(
              Long.parseLong(text.group(1)),
              Long.parseLong(text.group(2)),
              Optional.ofNullable(text.group(3)).orElse("")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    PrivateFiles.replace(file, (pid + " " + started + " " + boot).strip() + "\n");
  }

  /** The living process, if it is still this one. */
  Optional<ProcessHandle> alive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
  }

  private boolean isSame(ProcessHandle handle) {
    if (!boot.isEmpty()) {
      return ofKernel(pid).filter(this::equals).isPresent();
    }
    return handle
        .info()
        .startInstant()
        .map(at -> Math.abs(at.toEpochMilli() - started) <= TOLERANCE.toMillis())
        .orElse(false);
  }

  /** As the kernel shows the process; empty if it has ended, or if there is no {@code /proc}. */
  private static Optional<ProcessId> ofKernel(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      // The name may hold blanks and parentheses; nothing after it does.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      if (fields.length <= START_AFTER_NAME || ENDED.contains(fields[0])) {
        return Optional.empty();
      }
      return Optional.of(new ProcessId(pid, Long.parseLong(fields[START_AFTER_NAME]), boot));
    } catch (IOException e) {
      // No /proc here, or the process ended while it was read.
      return Optional.empty();
    }
  }
}
