package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Octets;

/**
 * One authentic question of a device (M28).
 *
 * @param device name of the party that asked
 * @param nonce 16 octets, fresh for each question
 */
public record SatelliteQuestion(String device, Octets nonce) {}
