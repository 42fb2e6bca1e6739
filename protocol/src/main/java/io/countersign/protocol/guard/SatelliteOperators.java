package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.Name;
import java.util.HashSet;
import java.util.List;

/**
 * Who may switch devices at a satellite (M28).
 *
 * @param names agents of the ring's record
 * @param needed how many of them must want the same, 1 to their number
 */
public record SatelliteOperators(List<String> names, int needed) {
  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming what is out of bounds
   */
  public SatelliteOperators {
    names = List.copyOf(names);
    names.forEach(name -> Name.require("operator", name));
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("an operator is named twice: " + names);
    }
    if (needed < 1 || needed > names.size()) {
      throw new IllegalArgumentException(
          "operators-needed must be 1 to the number of operators, which is "
              + names.size()
              + ", got "
              + needed);
    }
  }
}
