package io.countersign.protocol.thresholdrsa;

import java.util.List;

/**
 * What the proofs of a failed attempt say.
 *
 * @param culprits devices that gave an invalid value or proof: exactly the cheats (CRYPTO.md 3.5)
 * @param unproven devices that gave no proof: unresponsive, never cheats (A3)
 */
public record Blame(List<Culprit> culprits, List<Integer> unproven) {
  /** Copies the lists. */
  public Blame {
    culprits = List.copyOf(culprits);
    unproven = List.copyOf(unproven);
  }
}
