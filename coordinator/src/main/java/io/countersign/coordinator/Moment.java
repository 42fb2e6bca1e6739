package io.countersign.coordinator;

import java.time.Instant;

/** What a step knows of the world: the time, and who is there. */
record Moment(Instant now, Health health) {}
