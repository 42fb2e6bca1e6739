package io.countersign.deploy.guards;

import java.util.Map;
import java.util.TreeMap;

/** What was tried and what became of it. */
final class Tally {
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Map<String, Integer> accepted = new TreeMap<>();
  private int tries;
  private int honest;
  private int honestLost;

  /** An attack's message did nothing. */
  void refused(String attack, String check) {
    tries++;
    refused.merge(attack + " (" + check + ")", 1, Integer::sum);
  }

  /** An attack's message was taken for an honest one. */
  void accepted(String attack) {
    tries++;
    accepted.merge(attack, 1, Integer::sum);
  }

  void honest(boolean arrived) {
    honest++;
    honestLost += arrived ? 0 : 1;
  }

  boolean passed(int wanted) {
    return tries == wanted && accepted.isEmpty() && honestLost == 0 && honest >= wanted;
  }

  void print() {
    refused.forEach((attack, n) -> System.out.printf("   %6d refused   %s%n", n, attack));
    accepted.forEach((attack, n) -> System.out.printf("   %6d ACCEPTED  %s%n", n, attack));
    System.out.printf(
        "   %d tries, %d accepted; %d honest messages between them, %d lost%n",
        tries, accepted.values().stream().mapToInt(n -> n).sum(), honest, honestLost);
  }
}
