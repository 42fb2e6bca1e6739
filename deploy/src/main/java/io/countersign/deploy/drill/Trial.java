package io.countersign.deploy.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of one loss of beats, in milliseconds. Where the device's process could not run at its
 * limit, lateness counts from when it ran again.
 *
 * @param acted when it acted last, less the limit; negative is before it
 * @param disarmed when it was disarmed, less the limit; empty if its process was dead by then, or
 *     if it never was
 * @param erased when it was erased, less the limit; empty if it never was
 * @param faults what must not be, each in a sentence; empty if all is well
 */
record Trial(
    Kind kind, long acted, Optional<Long> disarmed, Optional<Long> erased, List<String> faults) {
  /** So late is too late (issue 3). */
  static final long LATE = 1000;

  /**
   * So early is no coincidence of a beat that was issued before the drill had killed its source.
   */
  static final long EARLY = -1000;

  /** Resolution of the clock, and that a source dies a moment after it was killed. */
  static final long ACT_SLACK = 100;

  Trial {
    faults = List.copyOf(faults);
  }

  /**
   * What was seen of a device; moments by the boot clock, 0 is never.
   *
   * @param lost when its sources began to be killed
   * @param gone when they had ended
   * @param running when its process ran again, if it could not run at a time
   * @param killedArmed whether its process was killed before it was disarmed
   */
  record Seen(
      String name,
      Kind kind,
      long lost,
      long gone,
      long running,
      boolean killedArmed,
      long disarmAfter,
      long eraseAfter,
      long acted,
      long disarmed,
      long erased) {}

  /** Judges it. */
  static Trial of(Seen seen) {
    List<String> faults = new ArrayList<>();
    long limit = seen.lost() + seen.disarmAfter();
    long acted = seen.acted() - limit;
    if (acted > seen.gone() - seen.lost() + ACT_SLACK) {
      faults.add(seen.name() + " could act " + acted + " ms past disarm-after");
    }
    Optional<Long> disarmed = Optional.empty();
    if (seen.disarmed() > 0) {
      long late = seen.disarmed() - due(limit, seen.disarmed(), seen.running());
      disarmed = Optional.of(late);
      if (late > LATE) {
        faults.add(seen.name() + " was disarmed " + late + " ms past disarm-after");
      }
    } else if (!seen.killedArmed()) {
      faults.add(seen.name() + " was never disarmed");
    }
    Optional<Long> erased = Optional.empty();
    if (seen.erased() > 0) {
      long late =
          seen.erased() - due(seen.lost() + seen.eraseAfter(), seen.erased(), seen.running());
      erased = Optional.of(late);
      if (late > LATE) {
        faults.add(seen.name() + " was erased " + late + " ms past erase-after");
      }
      if (seen.erased() - seen.lost() - seen.eraseAfter() < EARLY) {
        faults.add(seen.name() + " was erased " + -late + " ms before erase-after");
      }
    } else {
      faults.add(seen.name() + " was never erased");
    }
    return new Trial(seen.kind(), acted, disarmed, erased, faults);
  }

  /**
   * From when something is late: from the limit, or from when the process ran again, if it came
   * after that.
   */
  private static long due(long limit, long happened, long running) {
    return happened >= running ? Math.max(limit, running) : limit;
  }
}
