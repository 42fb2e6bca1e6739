package io.countersign.coordinator;

import java.util.List;

/**
 * A device of the request's key as the {@link Planner} weighs it.
 *
 * @param index in the key, from 1
 * @param up it answers and could use its share
 * @param late its latest answer to a probe is overdue
 * @param resting it failed lately and is not used for a while
 * @param excluded this request does without it for ever
 * @param load computations running or queued there
 * @param strikes how often it failed in this life of the coordinator
 * @param have approvals that count
 * @param need approvals needed
 * @param open agents who could approve now
 * @param away agents who might approve later
 */
record Candidate(
    int index,
    String name,
    boolean up,
    boolean late,
    boolean resting,
    boolean excluded,
    int load,
    int strikes,
    int have,
    int need,
    List<String> open,
    List<String> away) {
  private static final int STRIKES_OF_THE_HOPELESS = 3;

  Candidate {
    open = List.copyOf(open);
    away = List.copyOf(away);
  }

  boolean quorate() {
    return have >= need;
  }

  int peopleMissing() {
    return Math.max(0, need - have);
  }

  /** Could be asked for a vote, were its people to agree. */
  boolean usable() {
    return up && !resting && !excluded;
  }

  /** Could be a signer as things stand. */
  boolean hopeful() {
    boolean trusted = !resting || strikes < STRIKES_OF_THE_HOPELESS;
    return up && !excluded && trusted && have + open.size() >= need;
  }

  /** Could be a signer if everybody came back. */
  boolean possible() {
    return !excluded && have + open.size() + away.size() >= need;
  }
}
