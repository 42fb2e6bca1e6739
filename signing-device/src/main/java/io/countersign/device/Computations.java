package io.countersign.device;

import io.countersign.device.DeviceRecord.Act;
import io.countersign.protocol.wire.Refusal;
import java.util.Optional;

/**
 * How many computations a device takes on, and that each runs once however often it is asked for
 * (CRYPTO.md 7, row 22).
 */
final class Computations {
  private final String device;
  private final DeviceLimits limits;

  Computations(String device, DeviceLimits limits) {
    this.device = device;
    this.limits = limits;
  }

  static boolean runs(CoreState state, Job job) {
    return state.running().containsKey(job.id());
  }

  /**
   * Begins a computation, or joins it if it runs.
   *
   * @param act what has to be in the log before
   * @throws Refusing {@code busy}
   */
  Step begin(Step step, String from, Job job, Optional<? extends Act> act) {
    if (runs(step.state(), job)) {
      return step.with(step.state().waiting(job.id(), from));
    }
    int running = step.state().running().size();
    if (running >= limits.computations()) {
      throw new Refusing(
          Refusal.busy(
              device + " computes for " + running + " attempts, its limit",
              limits.retryAfter().toMillis()));
    }
    Step first = act.isPresent() ? step.act(act.get()) : step;
    return first.compute(job, from);
  }
}
