package io.countersign.protocol.thresholdrsa;

/**
 * A device whose contribution failed a check, and which check. Blame is transferable only with the
 * device's identity signature over the contribution (A3).
 *
 * @param device index from 1
 * @param check name of the failed check
 */
public record Culprit(int device, String check) {}
