package io.countersign.deploy.guard;

import io.countersign.protocol.guard.Reading;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The machine's clocks (I5): {@code /proc/uptime}, which goes on while the machine sleeps and which
 * neither {@code date} nor libfaketime sets, {@code boot_id}, and the wall clock. Resolution 10 ms.
 * Thread: safe for concurrent use.
 */
public final class BootClock implements Supplier<Reading> {
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int LONGEST = 64;

  private final Clock wall;
  private final String bootId;
  private final RandomAccessFile uptime;

  private BootClock(Clock wall, String bootId, RandomAccessFile uptime) {
    this.wall = wall;
    this.bootId = bootId;
    this.uptime = uptime;
  }

  /**
   * The clocks of this machine.
   *
   * @throws IOException if it has no such clock: a guard needs Linux
   */
  public static BootClock ofThisMachine(Clock wall) throws IOException {
    String bootId = Files.readString(BOOT_ID).strip();
    return new BootClock(wall, bootId, new RandomAccessFile(UPTIME.toFile(), "r"));
  }

  @Override
  public Reading get() {
    return new Reading(boot(), bootId, wall.instant());
  }

  private synchronized Duration boot() {
    byte[] text = new byte[LONGEST];
    try {
      uptime.seek(0);
      int length = uptime.read(text);
      int end = 0;
      while (end < length && text[end] != ' ') {
        end++;
      }
      BigDecimal seconds = new BigDecimal(new String(text, 0, end, StandardCharsets.US_ASCII));
      return Duration.ofMillis(seconds.movePointRight(3).longValue());
    } catch (IOException e) {
      throw new UncheckedIOException(UPTIME + " cannot be read: the guard has no clock", e);
    }
  }
}
