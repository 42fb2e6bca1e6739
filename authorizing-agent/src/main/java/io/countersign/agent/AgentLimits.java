package io.countersign.agent;

/**
 * Bounds of an agents' node.
 *
 * @param pendingPerAgent approvals of one agent that may be under way; more are answered Busy
 * @param keptPerAgent approvals of one agent kept for repeated questions; the oldest goes first
 * @param cardThreads threads that compute signatures
 */
public record AgentLimits(int pendingPerAgent, int keptPerAgent, int cardThreads) {
  public static final AgentLimits DEFAULT =
      new AgentLimits(64, 2048, Math.max(1, Runtime.getRuntime().availableProcessors()));

  public AgentLimits {
    if (pendingPerAgent < 1 || keptPerAgent < 1 || cardThreads < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1, got "
              + pendingPerAgent
              + ", "
              + keptPerAgent
              + ", "
              + cardThreads);
    }
  }
}
