package io.countersign.deploy.drill;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
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
 * Some processes of throw-away devices under the same heartbeat sources, which are killed at one
 * moment, all of them or so many that too few are left. Each device is one trial.
 */
final class Wave {
  /** Between two beats of a source. */
  static final Duration PERIOD = Duration.ofMillis(300);

  private static final long PATIENCE = 15_000;
  private static final long REST = 300;

  private final Workplace place;
  private final Optional<FakeTime> fakeTime;
  private final RandomGenerator random;

  /** What came of it. */
  record Result(List<Trial> trials, int disarmsBefore) {}

  Wave(Workplace place, Optional<FakeTime> fakeTime, RandomGenerator random) {
    this.place = place;
    this.fakeTime = fakeTime;
    this.random = random;
  }

  /**
   * Runs it.
   *
   * @param kinds of its processes
   * @param devices in each process
   * @throws IOException if its processes do not come up
   */
  Result run(List<Kind> kinds, int devices) throws IOException, InterruptedException {
    Path folder = PrivateFiles.temporary(place.folder(), "wave-");
    List<Process> sources = new ArrayList<>();
    List<Hosted> hosts = new ArrayList<>();
    try {
      List<NodeConfig.Target> targets = new ArrayList<>();
      Iterator<Endpoint> addresses = Workplace.addresses(kinds.size() * devices);
      for (Kind kind : kinds) {
        hosts.add(host(folder.resolve("host-" + hosts.size()), kind, devices, addresses, targets));
      }
      for (String source : place.ring().sources()) {
        sources.add(place.ring().start(source, PERIOD, targets));
      }
      place.start(hosts);
      place.awaitArmed(hosts);
      jumpWhileBeatsCome(hosts);
      return loseBeats(hosts, sources);
    } finally {
      hosts.forEach(Hosted::close);
      sources.forEach(Process::destroyForcibly);
      for (Process source : sources) {
        source.waitFor();
      }
      place.remove(folder);
    }
  }

  private Hosted host(
      Path folder,
      Kind kind,
      int devices,
      Iterator<Endpoint> addresses,
      List<NodeConfig.Target> targets)
      throws IOException {
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      Endpoint address = addresses.next();
      targets.add(place.target(i, address));
      subjects.add(
          place.device(
              folder,
              i,
              address,
              Duration.ofMillis(random.nextInt(Script.DISARM_LEAST, Script.DISARM_MOST)),
              Duration.ofMillis(random.nextInt(Script.ERASE_LEAST, Script.ERASE_MOST))));
    }
    Path clock = folder.resolve("clock");
    FakeTime.set(clock, 0);
    Map<String, String> environment =
        kind.isFaked() ? fakeTime.orElseThrow().environment(clock, kind == Kind.CLOCKS) : Map.of();
    return new Hosted(
        new HostProcess(folder, List.of(), false, environment),
        clock,
        Script.of(kind, random),
        subjects);
  }

  /**
   * A clock that jumps while beats come may disarm; it never erases, and when it is right again the
   * device arms.
   */
  private void jumpWhileBeatsCome(List<Hosted> hosts) throws IOException, InterruptedException {
    List<Hosted> faked = hosts.stream().filter(host -> host.script().kind().isFaked()).toList();
    for (Hosted host : faked) {
      host.setClock(true);
    }
    long begin = place.now();
    List<Hosted> away = new ArrayList<>(faked);
    while (!away.isEmpty()) {
      place.pause();
      for (Hosted host : List.copyOf(away)) {
        if (place.now() >= begin + host.script().away()) {
          host.setClock(false);
          away.remove(host);
        }
      }
    }
    place.awaitArmed(hosts);
  }

  private Result loseBeats(List<Hosted> hosts, List<Process> sources)
      throws IOException, InterruptedException {
    place.pauseUntil(place.now() + random.nextLong(PERIOD.toMillis()));
    place.awaitArmed(hosts);
    int disarmsBefore = 0;
    for (Hosted host : hosts) {
      for (Subject subject : host.subjects()) {
        subject.beginWatching();
        disarmsBefore += host.script().kind().isFaked() ? 0 : subject.disarmsBefore();
      }
    }
    int left = random.nextInt(place.ring().need());
    List<Process> killed = sources.subList(left, sources.size());
    long lost = place.now();
    killed.forEach(Process::destroyForcibly);
    for (Process source : killed) {
      source.waitFor();
    }
    long gone = place.now();
    watch(hosts, lost);
    long faults = 0;
    List<Trial> trials = new ArrayList<>();
    for (Hosted host : hosts) {
      trials.addAll(host.trials(lost, gone));
      for (Subject subject : host.subjects()) {
        faults += subject.trace().get(Slot.FAULTS);
      }
    }
    if (faults > 0) {
      throw new IOException(faults + " acts failed for a reason that is not the guard");
    }
    return new Result(trials, disarmsBefore);
  }

  private void watch(List<Hosted> hosts, long lost) throws IOException, InterruptedException {
    long settled = 0;
    while (place.now() < lost + PATIENCE && (settled == 0 || place.now() < settled + REST)) {
      boolean all = true;
      for (Hosted host : hosts) {
        host.act(lost, place.now());
        all &= host.isDone();
        for (Subject subject : host.subjects()) {
          subject.look(place.now());
          all &= subject.erased() > 0;
        }
      }
      if (all && settled == 0) {
        settled = place.now();
      }
      place.pause();
    }
  }
}
