package io.countersign.deploy.drill;

import java.util.random.RandomGenerator;

/**
 * What happens to the process of some devices, in milliseconds from the loss of beats.
 *
 * @param first stopped, killed or set
 * @param second woken or started again
 * @param seconds by which its clocks are set
 * @param away for how long they were set before, while beats still came
 */
record Script(Kind kind, long first, long second, long seconds, long away) {
  /** Limits of the devices, between which scripts lie. */
  static final int DISARM_LEAST = 1200;

  static final int DISARM_MOST = 1600;
  static final int ERASE_LEAST = 3500;
  static final int ERASE_MOST = 6000;

  private static final int MARGIN = 300;
  private static final int EARLIEST = 50;
  private static final int LONGEST_PAUSE = 1500;
  private static final int HOUR = 3600;
  private static final int MOST_HOURS = 12;

  static Script of(Kind kind, RandomGenerator random) {
    int hours = random.nextInt(HOUR, MOST_HOURS * HOUR);
    long seconds = random.nextBoolean() ? hours : -hours;
    long away = random.nextInt(MARGIN, DISARM_MOST + MARGIN);
    long first;
    long second = 0;
    switch (kind) {
      case STOP -> {
        first = random.nextInt(EARLIEST, DISARM_LEAST - MARGIN);
        second =
            random.nextBoolean()
                ? random.nextInt(DISARM_MOST + MARGIN, ERASE_LEAST - MARGIN)
                : random.nextInt(ERASE_MOST + MARGIN, ERASE_MOST + LONGEST_PAUSE);
      }
      case RESTART -> {
        // Also in the middle of erasing.
        first = random.nextInt(EARLIEST, ERASE_MOST + MARGIN);
        second = first + random.nextInt(LONGEST_PAUSE);
      }
      default -> first = random.nextInt(EARLIEST, ERASE_LEAST);
    }
    return new Script(kind, first, second, seconds, away);
  }
}
