package io.countersign.device;

import java.time.Duration;

/**
 * Bounds on what a device takes on (CRYPTO.md 7, row 22; I8).
 *
 * @param messagesInWork messages that wait for the core at once; more are answered Busy by the
 *     front
 * @param octetsInWork octets of messages that wait for the core at once, and as many that wait for
 *     the front; more are answered Busy, or dropped
 * @param computations computations that run or wait at once; more are answered Busy
 * @param retryAfter what a Busy answer tells the sender to wait
 * @param openRequests requests remembered with all about them, until their validity is over; those
 *     with a release make room for others
 * @param openAttempts attempts remembered, of all those requests together
 * @param retiredAttempts attempts of which only number and header are remembered
 * @param attemptsPerRequest attempts of one request that are remembered with all about them; votes
 *     that nothing came of make room for others
 * @param largestAttempt largest number of an attempt
 * @param approvals approvals that come with one request
 * @param noticesPerMinute records of refusals and bad messages written in one minute; the rest is
 *     counted
 * @param noticesPerDay the same in 24 hours
 * @param tick how often what is over is forgotten
 * @param witnessEvery how often at most a head of one other node's log is recorded
 * @param lockOut when a sender is locked out
 */
public record DeviceLimits(
    int messagesInWork,
    int octetsInWork,
    int computations,
    Duration retryAfter,
    int openRequests,
    int openAttempts,
    int retiredAttempts,
    int attemptsPerRequest,
    int largestAttempt,
    int approvals,
    int noticesPerMinute,
    int noticesPerDay,
    Duration tick,
    Duration witnessEvery,
    LockOutPolicy lockOut) {
  /** What a node uses unless it is told otherwise. */
  public static final DeviceLimits DEFAULT =
      new DeviceLimits(
          256,
          16 * 1024 * 1024,
          32,
          Duration.ofMillis(250),
          20_000,
          40_000,
          60_000,
          64,
          1_000_000,
          32,
          60,
          5_000,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          LockOutPolicy.DEFAULT);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming the first that is not positive
   */
  public DeviceLimits {
    positive("messagesInWork", messagesInWork);
    positive("octetsInWork", octetsInWork);
    positive("computations", computations);
    positive("retryAfter in milliseconds", retryAfter.toMillis());
    positive("openRequests", openRequests);
    positive("openAttempts", openAttempts);
    positive("retiredAttempts", retiredAttempts);
    positive("attemptsPerRequest", attemptsPerRequest);
    positive("largestAttempt", largestAttempt);
    positive("approvals", approvals);
    positive("noticesPerMinute", noticesPerMinute);
    positive("noticesPerDay", noticesPerDay);
    positive("tick in milliseconds", tick.toMillis());
    positive("witnessEvery in milliseconds", witnessEvery.toMillis());
  }

  /** The same with another rule for lock-outs. */
  public DeviceLimits with(LockOutPolicy policy) {
    return new DeviceLimits(
        messagesInWork,
        octetsInWork,
        computations,
        retryAfter,
        openRequests,
        openAttempts,
        retiredAttempts,
        attemptsPerRequest,
        largestAttempt,
        approvals,
        noticesPerMinute,
        noticesPerDay,
        tick,
        witnessEvery,
        policy);
  }

  private static void positive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, got " + value);
    }
  }
}
