package io.countersign.agent;

import java.util.Locale;

/** What an agent answers without being asked himself. */
public enum AgentPolicy {
  /** Approves whatever verifies: for machines. */
  AUTO,
  /** Refuses everything for the time being: on holiday. He may be asked again when he is back. */
  REFUSE;

  /** The word in {@code node.conf} and in status: {@code auto}, {@code refuse}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other word
   */
  public static AgentPolicy ofLabel(String label) {
    for (AgentPolicy policy : values()) {
      if (policy.label().equals(label)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("an agent's policy is auto or refuse, got '" + label + "'");
  }
}
