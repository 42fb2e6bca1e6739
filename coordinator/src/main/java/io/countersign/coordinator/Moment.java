package io.countersign.coordinator;

import java.time.Instant;

/**
 * What a step knows of the world.
 *
 * @param now the time
 * @param health who is there
 * @param slot whether it may begin an attempt (see {@link Slots})
 * @param mayAsk whether it may send its document to agents (see {@link Slots})
 */
record Moment(Instant now, Health health, boolean slot, boolean mayAsk) {}
