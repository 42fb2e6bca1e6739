package io.countersign.coordinator;

import java.time.Instant;

/**
 * What a step knows of the world.
 *
 * @param wall the time by the clock, which may be set: for validity and stamps
 * @param now the {@link SteadyTime}: for deadlines and pauses
 * @param health who is there
 * @param slot whether it may begin an attempt (see {@link Slots})
 * @param mayAsk whether it may send its document to agents (see {@link Slots})
 */
record Moment(Instant wall, Instant now, Health health, boolean slot, boolean mayAsk) {}
