package io.countersign.coordinator;

import java.time.Duration;

/**
 * Every bound and deadline of a coordinator. {@link #defaults()} are what node.conf gets when it
 * says nothing.
 *
 * @param voteDeadline a signer that has not voted by then is unresponsive
 * @param partialDeadline a signer that has not given its partial signature or proof by then is
 *     unresponsive
 * @param hopDeadline a signer that has not given its hop by then is unresponsive
 * @param probeInterval how often devices and agents' nodes are asked how they are
 * @param reachableFor a party that answered within this time is reachable
 * @param askAgainMin first pause before an agent is asked again
 * @param askAgainMax longest pause before an agent is asked again
 * @param retryMin first pause before a device that failed is used again
 * @param retryMax longest pause before a device that failed is used again, and between attempts
 * @param approvalFlush how long a complete quorum may wait for others before it is stored
 * @param attemptsBeforeLongPauses failed attempts of a request after which the pauses between them
 *     grow beyond retryMax, up to ten minutes; it is never given up
 * @param attemptsAtOnce attempts that run at the same time, over all requests
 * @param openRequests open requests after which new ones are refused
 * @param openContentOctets octets of documents held for open requests
 * @param endedKept ended requests kept in memory for quick answers
 * @param waitersPerRequest clients that may wait for one request at the same time
 * @param recoveries requests read from the journal at the same time at start
 */
public record CoordinatorLimits(
    Duration voteDeadline,
    Duration partialDeadline,
    Duration hopDeadline,
    Duration probeInterval,
    Duration reachableFor,
    Duration askAgainMin,
    Duration askAgainMax,
    Duration retryMin,
    Duration retryMax,
    Duration approvalFlush,
    int attemptsBeforeLongPauses,
    int attemptsAtOnce,
    int openRequests,
    long openContentOctets,
    int endedKept,
    int waitersPerRequest,
    int recoveries) {

  private static final int COPIES_PART = 3;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a duration or a number is not positive
   */
  public CoordinatorLimits {
    positive("voteDeadline", voteDeadline);
    positive("partialDeadline", partialDeadline);
    positive("hopDeadline", hopDeadline);
    positive("probeInterval", probeInterval);
    positive("reachableFor", reachableFor);
    positive("askAgainMin", askAgainMin);
    positive("askAgainMax", askAgainMax);
    positive("retryMin", retryMin);
    positive("retryMax", retryMax);
    positive("approvalFlush", approvalFlush);
    positive("attemptsBeforeLongPauses", attemptsBeforeLongPauses);
    positive("attemptsAtOnce", attemptsAtOnce);
    positive("openRequests", openRequests);
    positive("openContentOctets", openContentOctets);
    positive("endedKept", endedKept);
    positive("waitersPerRequest", waitersPerRequest);
    positive("recoveries", recoveries);
  }

  /** What a coordinator uses when nothing is configured. */
  public static CoordinatorLimits defaults() {
    return new CoordinatorLimits(
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        Duration.ofMillis(250),
        64,
        32,
        10_000,
        48L * 1024 * 1024,
        256,
        64,
        64);
  }

  /** These limits with another vote deadline. */
  public CoordinatorLimits withVoteDeadline(Duration deadline) {
    return new CoordinatorLimits(
        deadline,
        partialDeadline,
        hopDeadline,
        probeInterval,
        reachableFor,
        askAgainMin,
        askAgainMax,
        retryMin,
        retryMax,
        approvalFlush,
        attemptsBeforeLongPauses,
        attemptsAtOnce,
        openRequests,
        openContentOctets,
        endedKept,
        waitersPerRequest,
        recoveries);
  }

  /** Octets of copies of documents that are on their way to agents at the same time. */
  long copiesOctets() {
    return Math.max(1, openContentOctets / COPIES_PART);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, got " + value);
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, got " + value);
    }
  }
}
