package io.countersign.agent;

import java.time.Duration;

/**
 * Bounds of an agents' node.
 *
 * @param pendingPerAgent approvals of one agent that may be under way; more are answered Busy
 * @param keptPerAgent approvals of one agent kept for repeated questions; the oldest goes first
 * @param cardThreads threads that compute signatures
 * @param witnessEvery how often at most a head of one other node's log is recorded
 */
public record AgentLimits(
    int pendingPerAgent, int keptPerAgent, int cardThreads, Duration witnessEvery) {
  public static final AgentLimits DEFAULT =
      new AgentLimits(
          64,
          2048,
          Math.max(1, Runtime.getRuntime().availableProcessors()),
          Duration.ofMinutes(10));

  public AgentLimits {
    if (witnessEvery.toMillis() < 1) {
      throw new IllegalArgumentException("witnessEvery must be a time, got " + witnessEvery);
    }
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
