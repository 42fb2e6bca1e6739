package io.countersign.device;

import io.countersign.protocol.wire.HeadWitness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a device knows: the fold over its log, what is being computed and for whom, and how much it
 * has noted of late, how its clock goes, and where other nodes' logs stand. Immutable; only the
 * ledger and the heads outlive the process.
 *
 * @param running names of those who wait for each computation, in the order in which they asked
 */
record CoreState(
    AttemptLedger ledger,
    Map<Job.Id, List<String>> running,
    Notices notices,
    ClockRun clock,
    HeadWitness heads) {
  static final CoreState EMPTY =
      new CoreState(AttemptLedger.EMPTY, Map.of(), Notices.NONE, ClockRun.NONE, HeadWitness.NONE);

  CoreState {
    running = Map.copyOf(running);
  }

  CoreState with(AttemptLedger other) {
    return new CoreState(other, running, notices, clock, heads);
  }

  CoreState with(Notices other) {
    return new CoreState(ledger, running, other, clock, heads);
  }

  CoreState with(ClockRun other) {
    return new CoreState(ledger, running, notices, other, heads);
  }

  CoreState with(HeadWitness other) {
    return new CoreState(ledger, running, notices, clock, other);
  }

  /** With one more who waits for a computation. */
  CoreState waiting(Job.Id job, String from) {
    List<String> waiters = new ArrayList<>(running.getOrDefault(job, List.of()));
    waiters.add(from);
    Map<Job.Id, List<String>> more = new HashMap<>(running);
    more.put(job, List.copyOf(waiters));
    return new CoreState(ledger, more, notices, clock, heads);
  }

  CoreState without(Job.Id job) {
    Map<Job.Id, List<String>> fewer = new HashMap<>(running);
    fewer.remove(job);
    return new CoreState(ledger, fewer, notices, clock, heads);
  }
}
