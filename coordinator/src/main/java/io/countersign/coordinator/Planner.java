package io.countersign.coordinator;

import io.countersign.protocol.thresholdrsa.PerfectHashFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses which t devices sign, in which row of the perfect hash family and in which order; where
 * that cannot be, says by name what is missing. Pure.
 */
final class Planner {
  private final List<Candidate> candidates;
  private final int threshold;

  /**
   * @param candidates all devices of the key
   * @param threshold t
   */
  Planner(List<Candidate> candidates, int threshold) {
    this.candidates = List.copyOf(candidates);
    this.threshold = threshold;
  }

  /**
   * A choice of signers.
   *
   * @param signers ascending
   * @param order the same, as a serial chain visits them
   */
  record Choice(List<Integer> signers, int row, List<Integer> order) {
    Choice {
      signers = List.copyOf(signers);
      order = List.copyOf(order);
    }
  }

  /**
   * The t devices to ask: usable ones with their quorum, those that did not fail first, then those
   * that answer promptly, then the least loaded; equals are taken in turn.
   *
   * @param turn differs from request to request, so that equals share the work
   * @return empty if fewer than t devices will do
   */
  Optional<Choice> choose(PerfectHashFamily family, int turn) {
    List<Integer> order = best(Candidate::quorate, turn).stream().map(Candidate::index).toList();
    if (order.size() < threshold) {
      return Optional.empty();
    }
    List<Integer> signers = order.stream().sorted().toList();
    return Optional.of(new Choice(signers, family.rowsSeparating(signers).get(0), order));
  }

  /**
   * The agents whose yes would be enough as things stand: at each of the t devices that would sign,
   * as many as it lacks.
   *
   * @param turn as for {@link #choose}
   * @param asked agents who were asked already: they are taken first
   * @return empty if fewer than t devices will do
   */
  Optional<Set<String>> fewest(int turn, Set<String> asked) {
    List<Candidate> signers = best(Candidate::hopeful, turn);
    if (signers.size() < threshold) {
      return Optional.empty();
    }
    Set<String> agents = new HashSet<>();
    for (Candidate signer : signers) {
      List<String> open = new ArrayList<>(signer.open());
      Collections.rotate(open, turn);
      open.sort(Comparator.comparing(agent -> !asked.contains(agent)));
      agents.addAll(open.subList(0, signer.peopleMissing()));
    }
    return Optional.of(agents);
  }

  /** At most t usable devices of a kind, the best first. */
  private List<Candidate> best(Predicate<Candidate> kind, int turn) {
    int n = candidates.size();
    return candidates.stream()
        .filter(c -> c.usable() && kind.test(c))
        .sorted(
            Comparator.comparingInt(Candidate::strikes)
                .thenComparing(Candidate::late)
                .thenComparingInt(Candidate::load)
                .thenComparingInt(c -> Math.floorMod(c.index() + turn, n)))
        .limit(threshold)
        .toList();
  }

  /** Whether enough people agreed, whether or not their devices are there. */
  boolean peopleComplete() {
    return count(c -> c.quorate() && !c.excluded()) >= threshold;
  }

  /** Whether t devices could sign as things stand: those who are there, if they say yes. */
  boolean canSucceed() {
    return count(Candidate::hopeful) >= threshold;
  }

  /** Whether t devices could sign if everybody came back. */
  boolean isPossible() {
    return count(Candidate::possible) >= threshold;
  }

  /** The approvals at the t devices that are closest to their quorum. */
  RequestView.People people(List<String> approved, List<RequestView.DeclinedView> declined) {
    List<Candidate> closest =
        candidates.stream()
            .filter(c -> !c.excluded())
            .sorted(
                Comparator.comparing((Candidate c) -> !c.possible())
                    .thenComparingInt(Candidate::peopleMissing)
                    .thenComparing(c -> !c.hopeful())
                    .thenComparingInt(Candidate::index))
            .limit(threshold)
            .toList();
    int need = closest.stream().mapToInt(Candidate::need).sum();
    int missing = closest.stream().mapToInt(Candidate::peopleMissing).sum();
    String needs =
        String.join(", ", closest.stream().map(Planner::needs).flatMap(Optional::stream).toList());
    String text =
        "people "
            + (need - missing)
            + " of "
            + need
            + (missing == 0 ? "" : " (needs: " + needs + ")");
    return new RequestView.People(need - missing, need, text, approved, declined);
  }

  private static Optional<String> needs(Candidate c) {
    int missing = c.peopleMissing();
    if (missing == 0) {
      return Optional.empty();
    }
    List<String> agents = new ArrayList<>(c.open());
    agents.addAll(c.away());
    if (agents.size() < missing) {
      return Optional.of(
          missing + " more at " + c.name() + ", where only " + agents.size() + " can still agree");
    }
    if (agents.size() == missing) {
      return Optional.of(String.join(", ", agents));
    }
    return Optional.of(
        missing == 1 ? String.join(" or ", agents) : missing + " of " + String.join(", ", agents));
  }

  /** The devices that could sign now, with or without their people. */
  RequestView.Devices devices() {
    int usable = count(Candidate::usable);
    List<String> reasons = new ArrayList<>();
    List<String> down = names(c -> !c.up() && !c.excluded());
    addReason(reasons, "down: ", down);
    addReason(reasons, "not answering: ", names(c -> c.up() && c.resting() && !c.excluded()));
    addReason(reasons, "left out: ", names(Candidate::excluded));
    String text =
        "devices "
            + usable
            + " of "
            + candidates.size()
            + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
    return new RequestView.Devices(
        usable, threshold, candidates.size(), text, names(c -> !c.usable()));
  }

  /** One sentence: what keeps a request from being signed now; empty if nothing does. */
  String missing() {
    List<String> parts = new ArrayList<>();
    if (!peopleComplete()) {
      parts.add(people(List.of(), List.of()).text());
    }
    RequestView.Devices devices = devices();
    if (devices.have() < threshold) {
      parts.add(devices.text() + ", needs " + threshold);
    } else if (peopleComplete() && count(c -> c.usable() && c.quorate()) < threshold) {
      parts.add(
          "devices with their people's approvals "
              + count(c -> c.usable() && c.quorate())
              + " of "
              + threshold
              + " ("
              + devices.text()
              + ")");
    }
    return String.join(", ", parts);
  }

  private int count(Predicate<Candidate> which) {
    return (int) candidates.stream().filter(which).count();
  }

  private List<String> names(Predicate<Candidate> which) {
    return candidates.stream().filter(which).map(Candidate::name).toList();
  }

  private static void addReason(List<String> reasons, String word, List<String> names) {
    if (!names.isEmpty()) {
      reasons.add(word + String.join(", ", names));
    }
  }
}
