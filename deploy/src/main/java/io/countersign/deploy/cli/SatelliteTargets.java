package io.countersign.deploy.cli;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import java.util.List;

/** Which satellites and devices a command is about. */
final class SatelliteTargets {
  private static final String ALL = "all";

  private SatelliteTargets() {}

  /**
   * A party of that role, or all.
   *
   * @param name of one, or {@code all}
   * @throws CommandFailure if there is none
   */
  static List<Ring.Party> of(Ring ring, Role role, String name) {
    List<Ring.Party> all = ring.parties(role);
    List<Ring.Party> chosen = all.stream().filter(p -> p.name().equals(name)).toList();
    if (chosen.isEmpty() && name.equals(ALL)) {
      chosen = all;
    }
    if (chosen.isEmpty()) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          "ring "
              + ring.name()
              + " has no "
              + role.label()
              + " '"
              + name
              + "'; it has "
              + all.stream().map(Ring.Party::name).toList());
    }
    return chosen;
  }
}
