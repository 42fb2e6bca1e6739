package io.countersign.deploy.drill;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.drill.DrillReport.Cost;
import io.countersign.deploy.drill.DrillReport.Loss;
import io.countersign.deploy.drill.Trace.Slot;
import io.countersign.deploy.local.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * While beats come, with the default settings of a local ring: devices behind a network that loses
 * datagrams, side by side; and beside them a process with one guarded device and one with the same
 * device without a guard, both idle, which tell what guarding costs. That one has heard a thousand
 * beats before it is measured.
 */
final class Steady {
  /** Defaults of {@code countersign up --heartbeat-sources}. */
  static final Duration PERIOD = Duration.ofSeconds(1);

  static final Duration DISARM_AFTER = Duration.ofSeconds(15);
  static final Duration ERASE_AFTER = Duration.ofDays(1);
  static final double LOSS = 0.3;

  private static final int HOSTS = 4;

  /** So often come beats at first, that Java compiles in seconds what it runs for months. */
  private static final Duration QUICK = Duration.ofMillis(100);

  private static final long WARM_UP = 20_000;
  private static final long SETTLE = 5_000;
  private static final long COST_LEAST = 15_000;
  private static final Script QUIET = new Script(Kind.SILENCE, 0, 0, 0, 0);

  private final Workplace place;
  private final RandomGenerator random;

  Steady(Workplace place, RandomGenerator random) {
    this.place = place;
    this.random = random;
  }

  /** What came of it. */
  record Result(Optional<Loss> loss, Cost cost) {}

  /**
   * Measures.
   *
   * @param devices behind the bad network, 0 to leave that out
   * @param seconds for which they are watched
   */
  Result run(int devices, double seconds) throws IOException, InterruptedException {
    Path folder = PrivateFiles.temporary(place.folder(), "steady-");
    List<Process> sources = new ArrayList<>();
    List<Hosted> lossy = new ArrayList<>();
    List<Hosted> idle = new ArrayList<>();
    try (Relay relay = new Relay(LOSS, place.ring().need(), random)) {
      List<NodeConfig.Target> targets = new ArrayList<>();
      Iterator<Endpoint> addresses = Workplace.addresses(devices + 2);
      for (int h = 0; h < Math.min(HOSTS, devices); h++) {
        List<Subject> subjects = new ArrayList<>();
        Path host = folder.resolve("host-" + h);
        for (int i = h; i < devices; i += HOSTS) {
          Endpoint address = addresses.next();
          targets.add(place.target(i, relay.to(address)));
          subjects.add(place.device(host, i, address, DISARM_AFTER, ERASE_AFTER));
        }
        lossy.add(hosted(host, List.of(), subjects));
      }
      Hosted guarded =
          alone(folder.resolve("guarded"), addresses.next(), targets, List.of("--idle"));
      Hosted bare =
          alone(folder.resolve("bare"), addresses.next(), targets, List.of("--idle", "--bare"));
      idle.addAll(List.of(guarded, bare));
      targets.remove(targets.size() - 1);
      sources.addAll(sources(QUICK, targets.subList(targets.size() - 1, targets.size())));
      place.start(idle);
      place.pauseUntil(place.now() + WARM_UP);
      end(sources);
      relay.start();
      sources.addAll(sources(PERIOD, targets));
      place.start(lossy);
      place.awaitArmed(lossy);
      return measure(relay, lossy, guarded, bare, seconds);
    } finally {
      lossy.forEach(Hosted::close);
      idle.forEach(Hosted::close);
      end(sources);
      place.remove(folder);
    }
  }

  private List<Process> sources(Duration period, List<NodeConfig.Target> targets)
      throws IOException {
    List<Process> started = new ArrayList<>();
    for (String source : place.ring().sources()) {
      started.add(place.ring().start(source, period, targets));
    }
    return started;
  }

  private static void end(List<Process> sources) throws InterruptedException {
    sources.forEach(Process::destroyForcibly);
    for (Process source : sources) {
      source.waitFor();
    }
    sources.clear();
  }

  private Hosted alone(
      Path folder, Endpoint address, List<NodeConfig.Target> targets, List<String> options)
      throws IOException {
    targets.add(place.target(0, address));
    Subject subject = place.device(folder, 0, address, DISARM_AFTER, ERASE_AFTER);
    return hosted(folder, options, List.of(subject));
  }

  private static Hosted hosted(Path folder, List<String> options, List<Subject> subjects) {
    return new Hosted(
        new HostProcess(folder, options, !options.isEmpty(), Map.of()),
        folder.resolve("clock"),
        QUIET,
        subjects);
  }

  private Result measure(
      Relay relay, List<Hosted> lossy, Hosted guarded, Hosted bare, double seconds)
      throws IOException, InterruptedException {
    long begin = place.now();
    place.pauseUntil(begin + SETTLE);
    long costBegin = place.now();
    double guardedBefore = guarded.process().cpuMilliseconds();
    double bareBefore = bare.process().cpuMilliseconds();
    long end = Math.max(costBegin + COST_LEAST, begin + Math.round(1000 * seconds));
    place.pauseUntil(end);
    long costEnd = place.now();
    double guardedSpent = guarded.process().cpuMilliseconds() - guardedBefore;
    double bareSpent = bare.process().cpuMilliseconds() - bareBefore;
    Cost cost =
        new Cost(
            (costEnd - costBegin) / 1e3,
            guardedSpent,
            bareSpent,
            100 * (guardedSpent - bareSpent) / (costEnd - costBegin));
    for (Hosted host : List.of(guarded, bare)) {
      if (!host.process().isAlive()) {
        throw new IOException("a process whose cost is measured ended; see its host.out");
      }
    }
    if (lossy.isEmpty()) {
      return new Result(Optional.empty(), cost);
    }
    int devices = 0;
    long disarms = 0;
    for (Hosted host : lossy) {
      for (Subject subject : host.subjects()) {
        devices++;
        disarms += Math.max(subject.trace().get(Slot.SHUT), subject.disarms());
        if (!subject.isArmed(place.now(), 1000)) {
          disarms = Math.max(disarms, 1);
        }
      }
    }
    double watched = (costEnd - begin) / 1e3;
    return new Result(
        Optional.of(
            new Loss(
                devices,
                watched,
                devices * watched / 60,
                relay.passed() + relay.dropped(),
                relay.dropped(),
                relay.longestSilence(),
                disarms)),
        cost);
  }
}
