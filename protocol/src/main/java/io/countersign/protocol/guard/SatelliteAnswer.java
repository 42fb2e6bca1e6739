package io.countersign.protocol.guard;

import io.countersign.protocol.thresholdrsa.Octets;

/**
 * One authentic answer of one satellite to one question of this device (M28).
 *
 * @param satellite name of the party that signed it
 * @param nonce of the question, 16 octets
 * @param on whether the device may go on, as far as this satellite is concerned
 * @param number of the switch order that it obeys, 0 if there was none
 */
public record SatelliteAnswer(String satellite, Octets nonce, boolean on, long number) {}
