package io.countersign.deploy.drill;

import io.countersign.deploy.drill.DrillReport.KindResult;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.local.PrivateFiles;
import io.countersign.deploy.local.RingMaker;
import io.countersign.deploy.local.ThrowAwayRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The drill of the heartbeat (M27, I5): how long after the loss of their beats devices are disarmed
 * and erased, whether lost packets disarm them, and what guarding costs.
 */
public final class HeartbeatDrill {
  /** The guard of an idle device may cost so much of a core (issue 3). */
  static final double COST_MOST = 1.0;

  private static final int HOSTS = 4;
  private static final int DEVICES = 8;
  private static final int SOURCES = 3;
  private static final int REPEATED_MOST = 10;
  private static final int FAILURES_SAID = 20;

  private final Settings settings;
  private final Optional<FakeTime> fakeTime;
  private final Consumer<String> progress;
  private final Clock clock;

  /**
   * What is drilled.
   *
   * @param trials at least 0
   * @param kinds of the trials
   * @param lossDevices devices behind a bad network, 0 to 60
   * @param lossSeconds for which they are watched
   * @param keep whether what devices wrote is left behind
   * @param steady whether loss and cost are measured
   */
  public record Settings(
      int trials,
      List<Kind> kinds,
      int lossDevices,
      double lossSeconds,
      boolean steady,
      boolean keep,
      long seed) {
    public Settings {
      kinds = List.copyOf(kinds);
      if (trials < 0 || (trials > 0 && kinds.isEmpty())) {
        throw new IllegalArgumentException("need a kind for each trial and no negative number");
      }
    }
  }

  /**
   * @param fakeTime sets clocks, where kinds need it
   * @param progress is told what is being done, one sentence at a time
   */
  public HeartbeatDrill(
      Settings settings, Optional<FakeTime> fakeTime, Consumer<String> progress, Clock clock) {
    this.settings = settings;
    this.fakeTime = fakeTime;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs it.
   *
   * @param home folder in which a throw-away ring is made and removed
   * @throws IOException if processes do not come up
   * @throws InterruptedException if the caller was interrupted; no process is left
   */
  public DrillReport run(Path home, RingMaker.PrimeSource primes)
      throws IOException, InterruptedException {
    Path folder = PrivateFiles.temporary(PrivateFiles.folder(home), "drill-");
    try {
      progress.accept("making a throw-away ring in " + folder);
      ThrowAwayRing ring = ThrowAwayRing.make(folder, DEVICES, SOURCES, primes, clock);
      Workplace place =
          new Workplace(folder, ring, BootClock.ofThisMachine(clock), clock, settings.keep());
      List<Trial> trials = new ArrayList<>();
      List<String> failures = new ArrayList<>();
      int before = trials(place, trials, failures);
      Optional<Steady.Result> steady = Optional.empty();
      if (settings.steady()) {
        progress.accept("watching devices behind a bad network, and what guarding costs");
        steady =
            Optional.of(
                new Steady(place, new SplittableRandom(settings.seed()))
                    .run(settings.lossDevices(), settings.lossSeconds()));
      }
      return report(trials, before, steady, failures);
    } finally {
      if (!settings.keep()) {
        PrivateFiles.deleteTree(folder);
      }
    }
  }

  private int trials(Workplace place, List<Trial> trials, List<String> failures)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(settings.seed());
    int before = 0;
    int next = 0;
    int repeated = 0;
    while (trials.size() < settings.trials()) {
      int left = settings.trials() - trials.size();
      int devices = Math.min(DEVICES, (left + HOSTS - 1) / HOSTS);
      int hosts = Math.min(HOSTS, (left + devices - 1) / devices);
      List<Kind> kinds = new ArrayList<>();
      for (int i = 0; i < hosts; i++) {
        kinds.add(settings.kinds().get(next++ % settings.kinds().size()));
      }
      try {
        Wave.Result result = new Wave(place, fakeTime, random.split()).run(kinds, devices);
        trials.addAll(result.trials());
        before += result.disarmsBefore();
      } catch (TooBusy e) {
        repeated++;
        progress.accept("the machine is too busy, a wave is repeated: " + e.getMessage());
        if (repeated > REPEATED_MOST) {
          throw e;
        }
      } catch (GuardFault e) {
        failures.add(String.valueOf(e.getMessage()));
        return before;
      }
      progress.accept(trials.size() + " of " + settings.trials() + " trials");
    }
    return before;
  }

  private DrillReport report(
      List<Trial> trials, int before, Optional<Steady.Result> steady, List<String> failures) {
    return report(settings, trials, before, steady, failures);
  }

  /** Judges what was measured. */
  static DrillReport report(
      Settings settings,
      List<Trial> trials,
      int before,
      Optional<Steady.Result> steady,
      List<String> found) {
    List<String> failures = new ArrayList<>(found);
    List<String> faults = trials.stream().flatMap(trial -> trial.faults().stream()).toList();
    failures.addAll(faults.subList(0, Math.min(FAILURES_SAID, faults.size())));
    if (faults.size() > FAILURES_SAID) {
      failures.add(faults.size() - FAILURES_SAID + " more");
    }
    steady
        .flatMap(Steady.Result::loss)
        .filter(loss -> loss.falseDisarms() > 0)
        .ifPresent(loss -> failures.add(loss.falseDisarms() + " false disarms"));
    steady
        .map(Steady.Result::cost)
        .filter(cost -> cost.percentOfCore() >= COST_MOST)
        .ifPresent(
            cost ->
                failures.add(
                    String.format(
                        Locale.ROOT,
                        "guarding costs %.2f %% of a core, need less than %.0f %%",
                        cost.percentOfCore(),
                        COST_MOST)));
    List<KindResult> kinds = new ArrayList<>();
    for (Kind kind : settings.kinds()) {
      List<Trial> these = trials.stream().filter(trial -> trial.kind() == kind).toList();
      if (!these.isEmpty()) {
        kinds.add(KindResult.of(kind.label(), these));
      }
    }
    return new DrillReport(
        settings.seed(),
        kinds,
        KindResult.of("all", trials),
        before,
        steady.flatMap(Steady.Result::loss).orElse(null),
        steady.map(Steady.Result::cost).orElse(null),
        List.of(),
        failures);
  }
}
