package io.countersign.deploy.local;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.util.List;

/**
 * What a local ring shall be.
 *
 * @param ring its name
 * @param bits of both moduli: 2048, 3072 or 4096
 * @param threshold devices needed, of how many
 */
public record RingPlan(String ring, int bits, Threshold threshold) {
  /** Agents registered at each device. */
  public static final int AGENTS = 3;

  /** Agents needed at each device (issue 2). */
  public static final int QUORUM = 2;

  private static final List<Integer> SIZES = List.of(2048, 3072, 4096);

  /**
   * @throws IllegalArgumentException if a value is out of range
   * @throws io.countersign.protocol.evidence.EvidenceException if the name has another form
   */
  public RingPlan {
    Name.require("ring", ring);
    if (!SIZES.contains(bits)) {
      throw new IllegalArgumentException("bits must be one of " + SIZES + ", got " + bits);
    }
  }

  /** Names of its devices; the device of index i is the i-th. */
  public List<String> devices() {
    return Names.DEVICES.subList(0, threshold.n());
  }

  /** Names of the agents registered at a device. */
  public List<String> agents(String device) {
    int first = Names.DEVICES.indexOf(device) * AGENTS;
    return Names.PEOPLE.subList(first, first + AGENTS);
  }
}
