package io.countersign.coordinator;

import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.thresholdrsa.Blame;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.CombineResult;
import io.countersign.protocol.thresholdrsa.Combiner;
import io.countersign.protocol.thresholdrsa.Culprit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Runs {@link CombineJob}s on their own bounded threads: modular exponentiations take long. */
final class Combining {
  private final Executor executor;

  Combining(Executor executor) {
    this.executor = executor;
  }

  CompletionStage<CombineOutcome> start(CombineJob job) {
    return CompletableFuture.supplyAsync(() -> run(job), executor);
  }

  /** The job's outcome, computed by the caller's thread. */
  static CombineOutcome run(CombineJob job) {
    try {
      if (job instanceof CombineJob.Combine j) {
        return outcome(
            combiner(j.matter()).combine(j.header(), j.matter().encoded(j.header()), j.partials()));
      }
      if (job instanceof CombineJob.Finish j) {
        return outcome(
            combiner(j.matter()).finish(j.header(), j.matter().encoded(j.header()), j.hops()));
      }
      return blamed(job);
    } catch (CheckFailed e) {
      return e.culprit().isPresent()
          ? new CombineOutcome.Blamed(
              List.of(new Culprit(e.culprit().getAsInt(), e.check())), List.of())
          : new CombineOutcome.Broken(e.check() + ": " + e.detail());
    }
  }

  private static Combiner combiner(Matter matter) {
    return new Combiner(matter.record(), Engines.best()::powPublic);
  }

  private static CombineOutcome blamed(CombineJob job) {
    Blame blame;
    if (job instanceof CombineJob.Blame j) {
      blame =
          combiner(j.matter())
              .blame(j.header(), j.matter().encoded(j.header()), j.partials(), j.proofs());
    } else {
      CombineJob.BlameHops j = (CombineJob.BlameHops) job;
      blame = combiner(j.matter()).blameHops(j.header(), j.matter().encoded(j.header()), j.hops());
    }
    return new CombineOutcome.Blamed(blame.culprits(), blame.unproven());
  }

  private static CombineOutcome outcome(CombineResult result) {
    if (result instanceof CombineResult.Combined combined) {
      return new CombineOutcome.Combined(combined.signature());
    }
    if (result instanceof CombineResult.BadPartials bad) {
      return new CombineOutcome.Blamed(bad.culprits(), List.of());
    }
    return new CombineOutcome.NeedsProofs();
  }
}
