package io.countersign.deploy.drill;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * What the process of a device notes for the drill: a few numbers in a mapped file, which outlive
 * the process however it ends. Moments are milliseconds of the boot clock. Thread: each slot has
 * one writer.
 */
final class Trace {
  static final String NAME = "trace";

  /** What is noted. */
  enum Slot {
    /** When the guard was started, or was found not to be needed any more. */
    BEGAN(0),
    /** When the device might act last. */
    ASKED(8),
    /** When the device acted last. */
    ACTED(16),
    /** When the vault was seen to have become empty; 0 while it is open. */
    EMPTIED(24),
    /** When the guard had ended, because the device is erased. */
    DEAD(32),
    /** How often the device might act again. */
    OPENED(40),
    /** How often the device might act no more. */
    SHUT(48),
    /** How many partial signatures were made. */
    ACTS(56),
    /** How many failed for a reason that is not the guard. */
    FAULTS(64);

    private final int offset;

    Slot(int offset) {
      this.offset = offset;
    }
  }

  private static final int OCTETS = Slot.values().length * Long.BYTES;

  private final MappedByteBuffer slots;

  private Trace(MappedByteBuffer slots) {
    this.slots = slots;
  }

  /** Opens the trace of a device; a file that is not there begins with zeros. */
  static Trace open(Path device) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            device.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new Trace(channel.map(FileChannel.MapMode.READ_WRITE, 0, OCTETS));
    }
  }

  long get(Slot slot) {
    return slots.getLong(slot.offset);
  }

  void set(Slot slot, long value) {
    slots.putLong(slot.offset, value);
  }

  void set(Slot slot, Duration moment) {
    set(slot, moment.toMillis());
  }

  void count(Slot slot) {
    set(slot, get(slot) + 1);
  }
}
