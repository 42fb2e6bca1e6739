package io.countersign.deploy.drill;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill measured.
 *
 * @param seed repeats its choices
 * @param kinds trials by kind
 * @param all trials together
 * @param disarmsBefore how often a device with a trial's short limits was disarmed while its beats
 *     came: the machine was too busy for limits that nobody would set
 * @param notes what was left out, and why
 * @param failures what must not be; empty if all is well
 */
public record DrillReport(
    long seed,
    List<KindResult> kinds,
    KindResult all,
    int disarmsBefore,
    @Nullable Loss loss,
    @Nullable Cost cost,
    List<String> notes,
    List<String> failures) {
  public DrillReport {
    kinds = List.copyOf(kinds);
    notes = List.copyOf(notes);
    failures = List.copyOf(failures);
  }

  /**
   * Trials of one kind, in milliseconds past the limit.
   *
   * @param acted when they acted last; negative is before the limit
   * @param late how many were late, acted past the limit or were erased too early
   */
  public record KindResult(
      String kind,
      int trials,
      Distribution acted,
      Distribution disarmed,
      Distribution erased,
      int late) {
    static KindResult of(String kind, List<Trial> trials) {
      return new KindResult(
          kind,
          trials.size(),
          Distribution.of(trials.stream().map(Trial::acted).toList()),
          Distribution.of(trials.stream().flatMap(trial -> trial.disarmed().stream()).toList()),
          Distribution.of(trials.stream().flatMap(trial -> trial.erased().stream()).toList()),
          (int) trials.stream().filter(trial -> !trial.faults().isEmpty()).count());
    }
  }

  /**
   * Devices behind a bad network.
   *
   * @param deviceMinutes of all devices together
   * @param datagrams sent to them
   * @param lost of these
   * @param longestSilenceMillis in which a device heard too few sources
   * @param falseDisarms how often a device might act no more, or its log says so
   */
  public record Loss(
      int devices,
      double seconds,
      double deviceMinutes,
      long datagrams,
      long lost,
      long longestSilenceMillis,
      long falseDisarms) {}

  /**
   * What a guard costs an idle device.
   *
   * @param percentOfCore guarded less unguarded
   */
  public record Cost(
      double seconds, double guardedMillis, double unguardedMillis, double percentOfCore) {}

  /** The same with further notes. */
  public DrillReport with(List<String> further) {
    List<String> joined = new ArrayList<>(notes);
    joined.addAll(further);
    return new DrillReport(seed, kinds, all, disarmsBefore, loss, cost, joined, failures);
  }

  /** Whether everything was as promised. */
  public boolean isGood() {
    return failures.isEmpty();
  }
}
